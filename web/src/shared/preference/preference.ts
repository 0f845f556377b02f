import { useSyncExternalStore } from 'react';

/** A choice of this person in this browser: kept in local storage, shared by all components and open tabs. */
export interface Preference<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

const PREFIX = 'tongyun.';

function read(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    // A browser that forbids storage still shows the page, with defaults.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Full or forbidden storage: the choice lives until the page is closed.
  }
}

/** `parse` turns what was stored (or null) into a valid value; a broken entry must give the default, never throw. */
export function createPreference<T>(key: string, parse: (stored: string | null) => T, print: (value: T) => string): Preference<T> {
  let value = parse(read(key));
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());

  if (typeof window !== 'undefined') {
    window.addEventListener('storage', (event) => {
      if (event.key !== PREFIX + key) return;
      value = parse(event.newValue);
      tell();
    });
  }

  return {
    get: () => value,
    set: (next) => {
      value = next;
      write(key, print(next));
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function usePreference<T>(preference: Preference<T>): [T, (value: T) => void] {
  const value = useSyncExternalStore(preference.subscribe, preference.get);
  return [value, preference.set];
}

/** JSON that may have been written by an older version or another hand: `accept` decides, anything else gives `fallback`. */
export function jsonPreference<T>(key: string, fallback: T, accept: (value: unknown) => value is T): Preference<T> {
  return createPreference<T>(
    key,
    (stored) => {
      if (stored === null) return fallback;
      try {
        const value: unknown = JSON.parse(stored);
        return accept(value) ? value : fallback;
      } catch {
        return fallback;
      }
    },
    (value) => JSON.stringify(value),
  );
}
