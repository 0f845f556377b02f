import { useSyncExternalStore } from 'react';

import { PHONE } from './tokens';

const narrow = window.matchMedia(`(max-width: ${PHONE - 1}px)`);

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

/** True when the window is as narrow as a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
