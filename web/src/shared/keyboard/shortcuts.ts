import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** One key with its meaning, as the help (?) lists it. `keys`: `j`, `Escape`, `mod+k` (Ctrl, or Command on a Mac). */
export interface Shortcut {
  readonly keys: string;
  readonly title: string;
  readonly run: () => void;
  /** Works even while a field has the focus. */
  readonly always?: boolean;
}

/** Where keys belong: to the page that is open, or to the whole application. */
export type Scope = 'page' | 'everywhere';

export interface ShortcutGroup {
  readonly scope: Scope;
  readonly shortcuts: readonly Shortcut[];
}

let active: readonly ShortcutGroup[] = [];
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

/** A dialog, or a drawer with a mask, owns the keyboard; the page behind it must not react. */
function isCovered(): boolean {
  return document.querySelector('dialog[open], .ant-modal-wrap:not([style*="display: none"]), .ant-drawer-mask') !== null;
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target);
  const covered = isCovered();
  // A key of the page wins over the same key of the application, the newest component over older ones.
  const page = active.filter((group) => group.scope === 'page').reverse();
  const everywhere = active.filter((group) => group.scope === 'everywhere');
  for (const group of [...page, ...everywhere]) {
    for (const shortcut of group.shortcuts) {
      if (!matches(event, shortcut.keys)) continue;
      if (covered && (group.scope === 'page' || shortcut.always !== true)) continue;
      if (typing && shortcut.always !== true) continue;
      event.preventDefault();
      shortcut.run();
      return;
    }
  }
}

/** Makes the keys work while the component is on the page. */
export function useShortcuts(shortcuts: readonly Shortcut[], scope: Scope = 'page'): void {
  const signature = shortcuts.map((each) => `${each.keys}:${each.title}`).join('|');
  const run = useEffectEvent((keys: string) => shortcuts.find((each) => each.keys === keys)?.run());
  const describe = useEffectEvent(() => shortcuts.map((each) => ({ ...each, run: () => run(each.keys) })));
  useEffect(() => {
    const mine: ShortcutGroup = { scope, shortcuts: describe() };
    if (active.length === 0) window.addEventListener('keydown', handle);
    change([...active, mine]);
    return () => {
      change(active.filter((group) => group !== mine));
      if (active.length === 0) window.removeEventListener('keydown', handle);
    };
  }, [signature, scope]);
}

/** All keys that work now, for the help. */
export function useActiveShortcuts(): readonly ShortcutGroup[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => active,
  );
}
