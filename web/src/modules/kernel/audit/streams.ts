import type { Say } from '@/shared/i18n/words';

import type { words } from './words';

/** The chains the trail is kept in. */
export const STREAMS = ['security', 'access', 'operations', 'system', 'inventory'] as const;

/** A chain as people call it; one that nobody has named yet stays the code it is. */
export function streamTitle(stream: string, say: Say<keyof typeof words>): string {
  const known = STREAMS.find((each) => each === stream);
  return known === undefined ? stream : say(`s_${known}`);
}
