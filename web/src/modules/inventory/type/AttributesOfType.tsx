import { Code } from '@/shared/detail/Code';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { planFields } from '@/shared/form/plan';
import { titleOf } from '@/shared/form/schema';
import { useLocale, useWords } from '@/shared/i18n/words';

import { useTypeName } from '../queries';
import type { ItemTypeDetail } from '../types';
import styles from '../types.module.css';
import { typeSchema } from '../typeSchema';
import { typeWords } from '../typeWords';
import { useKindOf } from './kind';
import { Marks } from './Marks';

/** The attributes in their five groups: what each takes, and where it comes from. */
export function AttributesOfType({ type }: { type: ItemTypeDetail }) {
  const say = useWords(typeWords);
  const locale = useLocale();
  const kind = useKindOf();
  const name = useTypeName();
  const own = new Set(type.own);
  const inherited = type.parent === null ? '' : say('inherited', { type: name(type.parent) });
  return (
    <>
      {planFields(typeSchema(type), {}, locale).map((group) => (
        <Section key={group.key} title={group.title} count={group.fields.length} flush>
          <PlainTable className={styles.attributes}>
            <thead>
              <tr>
                <th>{say('attribute')}</th>
                <th>{say('kind')}</th>
                <th />
                <th>{say('from')}</th>
              </tr>
            </thead>
            <tbody>
              {group.fields.map((field) => (
                <tr key={field.key}>
                  <td>
                    {titleOf(field.schema, field.key, locale)} <Code>{field.key}</Code>
                  </td>
                  <td>{kind(field.schema)}</td>
                  <td>
                    <Marks schema={field.schema} required={field.required} />
                  </td>
                  <Quiet as="td">{own.has(field.key) ? say('own') : inherited}</Quiet>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Section>
      ))}
    </>
  );
}
