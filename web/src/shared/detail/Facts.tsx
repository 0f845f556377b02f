import type { ReactNode } from 'react';

import { useWords } from '@/shared/i18n/words';
import { common } from '@/shared/i18n/common';

import styles from './detail.module.css';

export interface Fact {
  readonly key: string;
  readonly name: string;
  /** Nothing to show is said quietly. */
  readonly value: ReactNode;
}

/** Names with values. `narrow` stands in a side column or panel. */
export function Facts({ facts, narrow = false }: { facts: readonly Fact[]; narrow?: boolean }) {
  const say = useWords(common);
  return (
    <dl className={styles.facts} data-narrow={narrow}>
      {facts.map((fact) => {
        const empty = fact.value === null || fact.value === undefined || fact.value === '' || fact.value === false;
        return (
          <div key={fact.key} className={styles.fact}>
            <dt className={styles.factName}>{fact.name}</dt>
            <dd className={styles.factValue}>{empty ? <span className={styles.empty}>{say('unset')}</span> : fact.value}</dd>
          </div>
        );
      })}
    </dl>
  );
}
