import { Waypoints } from 'lucide-react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import inventory from '../inventory.module.css';
import { RelationGroups } from '../RelationGroups';
import type { PastRelation } from '../types';
import { words } from '../words';
import { usePast } from './api';
import { isNotYet, NotYet } from './PastOverview';
import { AT } from './useAt';
import { pastWords } from './words';

/** Relations as they stood, by kind; of each kind at most `most`. A far end opens as of the same moment. */
export function PastRelationList({ relations, at, most }: { relations: readonly PastRelation[]; at: string; most?: number }) {
  const say = useWords(pastWords);
  const titled = useTitled();
  return (
    <RelationGroups relations={relations} most={most} keyOf={({ direction, item }) => `${direction} ${item.id}`}>
      {({ item, since, until }) => (
        <>
          <Link to={`/items/${item.id}?${AT}=${encodeURIComponent(at)}`}>{item.name}</Link>
          <span className={inventory.relationType}>{titled(item.type_title, item.type_title_en)}</span>
          <span className={inventory.relationType}>
            {say(until === null ? 'since' : 'until')} <Time at={until ?? since} show="absolute" />
          </span>
        </>
      )}
    </RelationGroups>
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
