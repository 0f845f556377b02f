import { useWords } from '@/shared/i18n/words';

import type { ItemImport } from './types';
import { words } from './words';

/** How the state of an import is called where rows go in one by one; undefined where it is called as any other. */
export function useStateWord(): (run: ItemImport) => string | undefined {
  const say = useWords(words);
  return (run) => {
    if (run.state === 'waiting') return say('reading');
    if (run.state === 'failed') return say('stopped');
    return run.state === 'applying' && run.phase === 'ties' ? say('ties') : undefined;
  };
}
