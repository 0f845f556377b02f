import { Segmented, Switch } from 'antd';
import { Waypoints } from 'lucide-react';
import { useState } from 'react';

import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import type { GraphDifference } from '../types';
import { useGraph, useGraphDifference } from './api';
import styles from './past.module.css';
import { PastGraph, type Mark } from './PastGraph';
import { TRAVELS, useTravel } from './useTravel';
import { pastWords } from './words';

function marksOf(found: GraphDifference): ReadonlyMap<string, Mark> {
  return new Map<string, Mark>([
    ...found.changed.map((id) => [id, 'changed'] as const),
    ...found.added.map((id) => [id, 'added'] as const),
    ...found.removed.map((id) => [id, 'removed'] as const),
    ...found.drawn.map((edge) => [`${edge.source} ${edge.target}`, 'added'] as const),
    ...found.cleared.map((edge) => [`${edge.source} ${edge.target}`, 'removed'] as const),
  ]);
}

/** What hangs on what, now or then; then also compared with now. */
export function GraphTab({ id, at }: { id: string; at: string | undefined }) {
  const say = useWords(pastWords);
  const { travel, turn } = useTravel();
  const [compares, setCompares] = useState(false);
  const graph = useGraph(id, travel, at);
  const difference = useGraphDifference(id, travel, compares ? at : undefined);
  const extra = (
    <div className={styles.controls}>
      {at !== undefined && (
        <label className={styles.compare}>
          <Switch size="small" checked={compares} onChange={setCompares} /> {say('compare')}
        </label>
      )}
      <Segmented size="small" aria-label={say('direction')} value={travel} options={TRAVELS.map((each) => ({ value: each, label: say(each) }))} onChange={turn} />
    </div>
  );
  const both = compares && at !== undefined;
  return (
    <Section title={say(travel)} extra={extra} flush>
      {both ? (
        <Loaded query={difference}>
          {(found) => (
            <>
              <p className={styles.sums}>
                {[
                  say('added', { n: found.added.length }),
                  say('removed', { n: found.removed.length }),
                  say('changed', { n: found.changed.length }),
                  say('edgesDrawn', { n: found.drawn.length }),
                  say('edgesCleared', { n: found.cleared.length }),
                  ...(found.cut ? [say('graphCut', { n: found.nodes.length })] : []),
                ].join(' · ')}
              </p>
              <PastGraph nodes={found.nodes} edges={found.edges} relationTitles={found.relation_titles} marks={marksOf(found)} at={at} />
            </>
          )}
        </Loaded>
      ) : (
        <Loaded query={graph}>
          {(found) =>
            found.nodes.length < 2 ? (
              <Notice icon={<Waypoints size={28} strokeWidth={1.4} />} title={say(found.nodes.length === 0 ? 'notYet' : 'alone')} detail={found.nodes.length === 0 ? say('notYetHint') : undefined} />
            ) : (
              <>
                <p className={styles.sums}>
                  {say('graphCount', { n: found.nodes.length, m: found.edges.length })}
                  {found.cut && <span> · {say('graphCut', { n: found.nodes.length })}</span>}
                  {found.deeper && <span> · {say('graphDeeper')}</span>}
                </p>
                <PastGraph nodes={found.nodes} edges={found.edges} relationTitles={found.relation_titles} at={at} />
              </>
            )
          }
        </Loaded>
      )}
    </Section>
  );
}
