import { useCallback } from 'react';

import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import { HEALTH_TONES } from '../health';
import { words as itemWords } from '../words';
import type { TopologyNode, Verdict } from './api';
import { words } from './words';

/** What a verdict asks of the reader. */
export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  start: 'running',
  down: 'critical',
  degraded: 'warning',
  alone: 'critical',
  together: 'idle',
  already: 'idle',
  safe: 'idle',
};

/** The order in which verdicts are read: what matters first. */
export const WORST_FIRST: readonly Verdict[] = ['down', 'alone', 'degraded', 'together', 'already'];

/** How a thing looks at this moment: its own state first, then what the failures of others do to it. */
export function moodOf(node: Pick<TopologyNode, 'health' | 'struck'>): { readonly tone: Tone; readonly struck: TopologyNode['struck'] } {
  if (node.health === 'critical') return { tone: 'critical', struck: '' };
  if (node.struck === 'down') return { tone: 'critical', struck: 'down' };
  if (node.health === 'warning') return { tone: 'warning', struck: '' };
  if (node.struck === 'degraded') return { tone: 'warning', struck: 'degraded' };
  return { tone: HEALTH_TONES[node.health], struck: '' };
}

/** What a thing is called in its present state: what strikes it, when it has no trouble of its own. */
export function useMoodName(): (node: Pick<TopologyNode, 'health' | 'struck'>) => string {
  const say = useWords(words);
  const sayItem = useWords(itemWords);
  return useCallback(
    (node) => {
      const { struck } = moodOf(node);
      if (struck === '') return sayItem(node.health);
      return say(struck === 'down' ? 'struckDown' : 'struckDegraded');
    },
    [say, sayItem],
  );
}

/** How a thing is at this moment, with what the failures of others do to it. */
export function MoodBadge({ of, soft = false }: { of: Pick<TopologyNode, 'health' | 'health_reason' | 'struck'>; soft?: boolean }) {
  const name = useMoodName();
  return <StateBadge tone={moodOf(of).tone} label={name(of)} reason={of.health_reason} kind={soft ? 'soft' : 'plain'} />;
}
