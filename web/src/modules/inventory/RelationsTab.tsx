import { Waypoints } from 'lucide-react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { HealthBadge } from './health';
import styles from './inventory.module.css';
import { useRelations } from './queries';
import { RelationGroups } from './RelationGroups';
import type { Relation } from './types';
import { words } from './words';

/** Related items by kind of relation; of each kind at most `most`. */
export function RelationList({ relations, most }: { relations: readonly Relation[]; most?: number }) {
  const titled = useTitled();
  return (
    <RelationGroups relations={relations} most={most} keyOf={(relation) => relation.id}>
      {({ item }) => (
        <>
          <Link to={`/items/${item.id}`}>{item.name}</Link>
          <span className={styles.relationType}>{titled(item.type_title, item.type_title_en)}</span>
          <HealthBadge health={item.health} reason={item.health_reason} />
        </>
      )}
    </RelationGroups>
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
