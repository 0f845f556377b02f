import type { ReactNode } from 'react';

import { useTitled } from '@/shared/i18n/words';

import styles from './inventory.module.css';

interface Entitled {
  readonly title: string;
  readonly title_en: string;
}

interface RelationGroupsProps<R> {
  relations: readonly R[];
  most?: number | undefined;
  keyOf: (relation: R) => string;
  children: (relation: R) => ReactNode;
}

/** Relations by what they are called, a line for each; of each kind at most `most`. */
export function RelationGroups<R extends Entitled>({ relations, most = Infinity, keyOf, children }: RelationGroupsProps<R>) {
  const titled = useTitled();
  const groups = new Map<string, R[]>();
  for (const relation of relations) {
    const title = titled(relation.title, relation.title_en);
    const known = groups.get(title);
    if (known === undefined) groups.set(title, [relation]);
    else known.push(relation);
  }
  return (
    <div className={styles.relations}>
      {[...groups].map(([title, members]) => (
        <div key={title}>
          <div className={styles.relationTitle}>
            {title} <span>{members.length}</span>
          </div>
          <ul>
            {members.slice(0, most).map((relation) => (
              <li key={keyOf(relation)}>{children(relation)}</li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
