import { Waypoints } from 'lucide-react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import inventory from '../inventory.module.css';
import type { PastRelation } from '../types';
import { words } from '../words';
import { usePast } from './api';
import { isNotYet, NotYet } from './PastOverview';
import { AT } from './useAt';
import { pastWords } from './words';

/** Relations as they stood, by kind; of each kind at most `most`. A far end opens as of the same moment. */
export function PastRelationList({ relations, at, most = Infinity }: { relations: readonly PastRelation[]; at: string; most?: number }) {
  const say = useWords(pastWords);
  const titled = useTitled();
  const groups = new Map<string, PastRelation[]>();
  for (const relation of relations) {
    const title = titled(relation.title, relation.title_en);
    groups.set(title, [...(groups.get(title) ?? []), relation]);
  }
  return (
    <div className={inventory.relations}>
      {[...groups].map(([title, members]) => (
        <div key={title}>
          <div className={inventory.relationTitle}>
            {title} <span>{members.length}</span>
          </div>
          <ul>
            {members.slice(0, most).map((relation) => (
              <li key={`${relation.direction} ${relation.item.id}`}>
                <Link to={`/items/${relation.item.id}?${AT}=${encodeURIComponent(at)}`}>{relation.item.name}</Link>
                <span className={inventory.relationType}>{titled(relation.item.type_title, relation.item.type_title_en)}</span>
                <span className={inventory.relationType}>
                  {say(relation.until === null ? 'since' : 'until')} <Time at={relation.until ?? relation.since} show="absolute" />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

export function PastRelations({ id, at }: { id: string; at: string }) {
  const say = useWords(pastWords);
  const own = useWords(words);
  const past = usePast(id, at);
  if (isNotYet(past.error)) return <NotYet />;
  return (
    <Loaded query={past}>
      {(then) =>
        then.relations.length === 0 ? (
          <Notice icon={<Waypoints size={28} strokeWidth={1.4} />} title={own('noRelations')} />
        ) : (
          <Section title={say('relationsThen')} count={then.relations.length} flush>
            <PastRelationList relations={then.relations} at={at} />
          </Section>
        )
      }
    </Loaded>
  );
}
