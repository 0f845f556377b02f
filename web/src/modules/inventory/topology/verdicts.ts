import type { Tone } from '@/shared/theme/tokens';

import { HEALTH_TONES } from '../health';
import type { TopologyNode, Verdict } from './api';

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
