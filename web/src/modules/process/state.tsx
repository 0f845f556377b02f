import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { TicketState } from './types';
import { words } from './words';

export const TICKET_STATES: readonly TicketState[] = ['open', 'resolved', 'closed'];
export const TICKET_TONES: Readonly<Record<TicketState, Tone>> = { open: 'running', resolved: 'ok', closed: 'idle' };

export function TicketStateBadge({ state, soft = false }: { state: TicketState; soft?: boolean }) {
  const say = useWords(words);
  return <StateBadge tone={TICKET_TONES[state]} label={say(state)} kind={soft ? 'soft' : 'plain'} />;
}

/** Level one is the worst fault the contract knows. */
const LEVEL_TONES: Readonly<Record<number, Tone>> = { 1: 'critical', 2: 'warning' };

export function LevelBadge({ level, title, soft = false }: { level: number; title: string; soft?: boolean }) {
  return <StateBadge tone={LEVEL_TONES[level] ?? 'idle'} label={title === '' ? String(level) : title} kind={soft ? 'soft' : 'plain'} />;
}
