import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { DeskRow } from './api';
import { words } from './words';

type State = DeskRow['state'];

export const STATES = ['draft', 'in_review', 'scheduled', 'published', 'withdrawn', 'expired'] as const;
export const TONES: Readonly<Record<State, Tone>> = { draft: 'idle', in_review: 'warning', scheduled: 'running', published: 'ok', withdrawn: 'idle', expired: 'idle' };
/** The word of a state; "published" alone is also the name of a moment. */
export const stateWord = (state: State) => (state === 'published' ? 's_published' : state);

export function AnnouncementState({ state, kind = 'plain' }: { state: State; kind?: 'plain' | 'soft' }) {
  const say = useWords(words);
  return <StateBadge kind={kind} tone={TONES[state]} label={say(stateWord(state))} />;
}
