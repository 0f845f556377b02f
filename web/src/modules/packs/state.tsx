import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { Pack, SiteEdit, Slot } from './types';
import { words } from './words';

const TONES: Record<Pack['state'], Tone> = { new: 'idle', ok: 'ok', refused: 'critical', retired: 'idle', missing: 'warning' };
const EDIT_TONES: Record<SiteEdit['state'], Tone> = { edited: 'running', same: 'idle', conflict: 'warning', gone: 'warning' };

export function PackState({ state, soft = false }: { state: Pack['state']; soft?: boolean }) {
  const say = useWords(words);
  return <StateBadge tone={TONES[state]} label={say(state)} kind={soft ? 'soft' : 'plain'} />;
}

export function EditState({ state }: { state: SiteEdit['state'] }) {
  const say = useWords(words);
  return <StateBadge tone={EDIT_TONES[state]} label={say(state)} />;
}

/** A value as it stands in the file; texts without their quotes. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function SlotText({ slot }: { slot: Slot }) {
  const say = useWords(words);
  return <>{slot.present ? shown(slot.value) : say('unset')}</>;
}

export function needsDecision(edit: SiteEdit): boolean {
  return edit.state === 'conflict' || edit.state === 'gone';
}

/** How far a pack may be relied on; nothing while its file cannot be read. */
export function maturityOf(pack: Pack, say: (key: 'experimental' | 'stable' | 'deprecated') => string): string {
  return pack.maturity === 'experimental' || pack.maturity === 'stable' || pack.maturity === 'deprecated' ? say(pack.maturity) : '';
}
