import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { HealthState, Lifecycle } from './types';
import { words } from './words';

export const HEALTH_TONES: Readonly<Record<HealthState, Tone>> = { critical: 'critical', warning: 'warning', unknown: 'idle', ok: 'ok' };
/** Worst first. */
export const HEALTH_STATES: readonly HealthState[] = ['critical', 'warning', 'unknown', 'ok'];

/** How an item is. What is not known is not green. */
export function HealthBadge({ health, reason, soft = false }: { health: HealthState; reason?: string; soft?: boolean }) {
  const say = useWords(words);
  return <StateBadge tone={HEALTH_TONES[health]} label={say(health)} reason={reason} kind={soft ? 'soft' : 'plain'} />;
}

/** Lost and suspected are states to look at; in use and retired are not. */
const LIFECYCLE_TONES: Readonly<Record<Lifecycle, Tone | undefined>> = { active: undefined, suspected: 'warning', lost: 'critical', retired: 'idle' };
export const LIFECYCLES: readonly Lifecycle[] = ['active', 'suspected', 'lost', 'retired'];

export function LifecycleBadge({ lifecycle }: { lifecycle: Lifecycle }) {
  const say = useWords(words);
  const tone = LIFECYCLE_TONES[lifecycle];
  return tone === undefined ? say(lifecycle) : <StateBadge tone={tone} label={say(lifecycle)} />;
}

export function useSourceTitle(): (source: string) => string {
  const say = useWords(words);
  return (source) => (source === 'person' || source === 'agent' ? say(source) : source);
}
