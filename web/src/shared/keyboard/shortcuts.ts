import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** One key with its meaning, as the help (?) lists it. `keys`: `j`, `Escape`, `mod+k` (Ctrl, or Command on a Mac). */
export interface Shortcut {
  readonly keys: string;
  readonly title: string;
  readonly run: () => void;
  /** Works even while a field has the focus. */
  readonly always?: boolean;
}

let active: readonly (readonly Shortcut[])[] = [];
const listeners = new Set<() => void>();

function change(next: typeof active): void {
  active = next;
  listeners.forEach((listener) => listener());
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

export function matches(event: KeyboardEvent, keys: string): boolean {
  const wanted = keys.split('+');
  const key = wanted[wanted.length - 1] ?? '';
  const mod = wanted.includes('mod');
  if ((event.ctrlKey || event.metaKey) !== mod || event.altKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** A dialog or drawer that is open owns the keyboard; the page behind it must not react. */
function isCovered(): boolean {
  return document.querySelector('dialog[open], .ant-modal-wrap:not([style*="display: none"])') !== null;
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target);
  const covered = isCovered();
  for (const group of [...active].reverse()) {
    for (const shortcut of group) {
      if (!matches(event, shortcut.keys)) continue;
      if ((typing || covered) && shortcut.always !== true) continue;
      event.preventDefault();
      shortcut.run();
      return;
    }
  }
}

/** Makes the keys work while the component is on the page; the newest component wins a conflict. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const signature = shortcuts.map((each) => `${each.keys}:${each.title}`).join('|');
  const run = useEffectEvent((keys: string) => shortcuts.find((each) => each.keys === keys)?.run());
  const describe = useEffectEvent(() => shortcuts.map((each) => ({ ...each, run: () => run(each.keys) })));
  useEffect(() => {
    const mine = describe();
    if (active.length === 0) window.addEventListener('keydown', handle);
    change([...active, mine]);
    return () => {
      change(active.filter((group) => group !== mine));
      if (active.length === 0) window.removeEventListener('keydown', handle);
    };
  }, [signature]);
}

/** All keys that work now, for the help. */
export function useActiveShortcuts(): readonly (readonly Shortcut[])[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => active,
  );
}
