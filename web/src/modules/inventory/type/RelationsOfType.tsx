import { Waypoints } from 'lucide-react';
import { Link } from 'react-router';

import { Code } from '@/shared/detail/Code';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Section } from '@/shared/detail/Section';
import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';

import { useTypeName } from '../queries';
import type { ItemTypeDetail } from '../types';
import styles from '../types.module.css';
import { typeWords } from '../typeWords';

const CARDINALITIES = { '1-1': 'oneToOne', '1-N': 'oneToMany', 'N-N': 'manyToMany' } as const;

function cardinalityOf(code: string): (typeof CARDINALITIES)[keyof typeof CARDINALITIES] {
  return code === '1-1' || code === '1-N' ? CARDINALITIES[code] : 'manyToMany';
}

/** What items of the type may be related to, and which attributes of others name them. */
export function RelationsOfType({ type }: { type: ItemTypeDetail }) {
  const say = useWords(typeWords);
  const listed = useListed();
  const titled = useTitled();
  const name = useTypeName();
  return (
    <>
      <Section title={say('relations')} count={type.relations.length} flush>
        {type.relations.length === 0 ? (
          <Notice compact icon={<Waypoints size={24} strokeWidth={1.4} />} title={say('noRelations')} />
        ) : (
          <PlainTable className={styles.attributes}>
            <thead>
              <tr>
                <th>{say('relations')}</th>
                <th>{say('far')}</th>
                <th>{say('cardinality')}</th>
              </tr>
            </thead>
            <tbody>
              {type.relations.map((relation) => (
                <tr key={`${relation.key} ${relation.direction}`}>
                  <td>
                    {titled(relation.title, relation.title_en)} <Code>{relation.key}</Code>
                  </td>
                  <td>{relation.other_types.length === 0 ? say('any') : listed(relation.other_types.map(name))}</td>
                  <td>{say(cardinalityOf(relation.cardinality))}</td>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
      </Section>
      {type.referenced_by.length > 0 && (
        <Section title={say('referencedBy')} count={type.referenced_by.length}>
          <div className={styles.references}>
            {type.referenced_by.map((each) => (
              <span key={`${each.type} ${each.attribute}`}>
                <Link to={`/item-types/${each.type}`}>{titled(each.title, each.title_en)}</Link> <Code>{each.attribute}</Code>
              </span>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}
