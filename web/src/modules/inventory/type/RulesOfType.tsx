import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { asSchema, titleOf } from '@/shared/form/schema';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';

import type { ItemTypeDetail } from '../types';
import styles from '../types.module.css';
import { typeWords } from '../typeWords';

/** Attributes of a rule by their titles; one with an @ is a relation or a column of the record. */
function useRuleText(type: ItemTypeDetail): (names: readonly string[]) => string {
  const say = useWords(typeWords);
  const locale = useLocale();
  const titled = useTitled();
  const properties = asSchema(type.schema).properties ?? {};
  const word = (name: string): string => {
    if (!name.startsWith('@')) return titleOf(properties[name] ?? {}, name, locale);
    if (name === '@name') return say('itemName');
    if (name === '@organisation') return say('organisation');
    const relation = type.relations.find((each) => `@${each.key}` === name && each.direction === 'out');
    return relation === undefined ? name : titled(relation.title, relation.title_en);
  };
  return (names) => names.map(word).join(' + ');
}

/** How items of the type are recognised, and what only one of them may have. */
export function RulesOfType({ type }: { type: ItemTypeDetail }) {
  const say = useWords(typeWords);
  const text = useRuleText(type);
  return (
    <>
      <Section title={say('identity')} count={type.identity.length}>
        {type.identity.length === 0 ? (
          <Notice compact title={say('noIdentity')} />
        ) : (
          <>
            <Quiet as="p">{say('identityNote')}</Quiet>
            <ol className={styles.rules}>
              {type.identity.map((rule) => (
                <li key={rule.join(' ')}>{text(rule)}</li>
              ))}
            </ol>
          </>
        )}
      </Section>
      <Section title={say('unique')} count={type.unique.length}>
        {type.unique.length === 0 ? (
          <Notice compact title={say('noUnique')} />
        ) : (
          <>
            <Quiet as="p">{say('uniqueNote')}</Quiet>
            <ul className={styles.rules}>
              {type.unique.map((rule) => (
                <li key={`${rule.type} ${rule.by.join(' ')}`}>
                  {text(rule.by)}
                  {rule.among === 'in_use' && <span className={styles.mark}>{say('inUseOnly')}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </Section>
    </>
  );
}
