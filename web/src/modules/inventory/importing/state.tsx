import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { ItemImport, ItemImportRow } from './types';
import { words } from './words';

const TONES: Readonly<Record<ItemImport['state'], Tone>> = {
  waiting: 'idle',
  checking: 'running',
  refused: 'critical',
  checked: 'running',
  applying: 'running',
  applied: 'ok',
  failed: 'critical',
  cancelled: 'idle',
};

export const VERDICTS = ['error', 'review', 'create', 'update', 'unchanged'] as const;
export const VERDICT_TONES: Readonly<Record<ItemImportRow['verdict'], Tone>> = {
  create: 'ok',
  update: 'running',
  unchanged: 'idle',
  review: 'warning',
  error: 'critical',
};

/** Whether the server is at work on it. */
export function isMoving(run: ItemImport): boolean {
  return run.state === 'waiting' || run.state === 'checking' || run.state === 'applying';
}

export function ImportState({ run }: { run: ItemImport }) {
  const say = useWords(words);
  return <StateBadge tone={TONES[run.state]} label={say(run.phase === 'ties' && run.state === 'applying' ? 'ties' : run.state)} />;
}
