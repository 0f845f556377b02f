import { Waypoints } from 'lucide-react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { HealthBadge } from './health';
import styles from './inventory.module.css';
import { useRelations } from './queries';
import type { Relation } from './types';
import { words } from './words';

/** Related items by kind of relation; of each kind at most `most`. */
export function RelationList({ relations, most = Infinity }: { relations: readonly Relation[]; most?: number }) {
  const titled = useTitled();
  const groups = new Map<string, Relation[]>();
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
              <li key={relation.id}>
                <Link to={`/items/${relation.item.id}`}>{relation.item.name}</Link>
                <span className={styles.relationType}>{titled(relation.item.type_title, relation.item.type_title_en)}</span>
                <HealthBadge health={relation.item.health} reason={relation.item.health_reason} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

export function RelationsTab({ id }: { id: string }) {
  const say = useWords(words);
  const relations = useRelations(id);
  return (
    <Loaded query={relations}>
      {(all) =>
        all.length === 0 ? (
          <Notice icon={<Waypoints size={28} strokeWidth={1.4} />} title={say('noRelations')} detail={say('noRelationsHint')} />
        ) : (
          <Section title={say('relations')} count={all.length} flush>
            <RelationList relations={all} />
          </Section>
        )
      }
    </Loaded>
  );
}
