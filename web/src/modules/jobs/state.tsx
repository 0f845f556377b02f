import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { RunState } from './types';
import { words } from './words';

export const RUN_STATES: readonly RunState[] = ['failed', 'lost', 'running', 'queued', 'cancelled', 'succeeded'];
export const RUN_TONES: Readonly<Record<RunState, Tone>> = {
  queued: 'idle',
  running: 'running',
  succeeded: 'ok',
  failed: 'critical',
  cancelled: 'idle',
  // Nobody knows how it ended, which is worth a look but not a verdict.
  lost: 'warning',
};

export function isOver(state: RunState): boolean {
  return state !== 'queued' && state !== 'running';
}

export function RunStateBadge({ state, soft = false }: { state: RunState; soft?: boolean }) {
  const say = useWords(words);
  return <StateBadge tone={RUN_TONES[state]} label={say(state)} kind={soft ? 'soft' : 'plain'} />;
}
