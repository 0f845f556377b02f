import { useSyncExternalStore } from 'react';

import { createPreference, usePreference } from '@/shared/preference/preference';

import type { Mode } from './tokens';

export type ModeChoice = Mode | 'system';

export const modeChoice = createPreference<ModeChoice>(
  'theme',
  (stored) => (stored === 'light' || stored === 'dark' ? stored : 'system'),
  (value) => value,
);

const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

function subscribeSystem(listener: () => void): () => void {
  darkSystem.addEventListener('change', listener);
  return () => darkSystem.removeEventListener('change', listener);
}

export function currentMode(): Mode {
  const choice = modeChoice.get();
  if (choice !== 'system') return choice;
  return darkSystem.matches ? 'dark' : 'light';
}

/** The mode in force: the person's choice, or what the system asks for. */
export function useMode(): Mode {
  const [choice] = usePreference(modeChoice);
  const systemIsDark = useSyncExternalStore(subscribeSystem, () => darkSystem.matches);
  if (choice !== 'system') return choice;
  return systemIsDark ? 'dark' : 'light';
}
