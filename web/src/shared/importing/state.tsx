import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { ImportedTable, Verdict } from './types';
import { words } from './words';

const STATE_TONES: Readonly<Record<ImportedTable['state'], Tone>> = {
  waiting: 'idle',
  checking: 'running',
  refused: 'critical',
  checked: 'running',
  applying: 'running',
  applied: 'ok',
  failed: 'critical',
  cancelled: 'idle',
};

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  error: 'critical',
  review: 'warning',
  create: 'ok',
  update: 'running',
  unchanged: 'idle',
};

/** Whether the server is at work on it. */
export function isMoving(run: ImportedTable): boolean {
  return run.state === 'waiting' || run.state === 'checking' || run.state === 'applying';
}

/** Whether its rows were looked at, as far as it came. */
export function isJudged(run: ImportedTable): boolean {
  return run.total > 0 && run.state !== 'waiting' && run.state !== 'checking' && run.state !== 'refused';
}

/** How far a table is; `word` where a kind of import calls it otherwise. */
export function TableState({ run, word }: { run: ImportedTable; word?: string | undefined }) {
  const say = useWords(words);
  return <StateBadge tone={STATE_TONES[run.state]} label={word ?? say(run.state)} />;
}

/** What a row would do. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const say = useWords(words);
  return <StateBadge tone={VERDICT_TONES[verdict]} label={say(verdict)} />;
}
