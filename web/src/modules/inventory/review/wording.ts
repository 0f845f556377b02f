import { useWords } from '@/shared/i18n/words';

import { useSourceTitle } from '../health';
import type { ReviewCase } from './api';
import { reviewWords } from './words';

export const REASONS: readonly ReviewCase['reason'][] = ['ambiguous', 'contradiction', 'invalid'];

/** Who saw it. */
export function useCaseSource(): (source: string) => string {
  const say = useWords(reviewWords);
  const title = useSourceTitle();
  return (source) => (source === 'import' ? say('fromImport') : title(source));
}

/** What was decided. */
export function useOutcome(): (row: ReviewCase) => string {
  const say = useWords(reviewWords);
  return ({ outcome }) => (outcome === '' ? '' : say(outcome === 'closed' ? 'closedOutcome' : outcome));
}
