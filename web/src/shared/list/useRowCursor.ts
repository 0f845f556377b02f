import { useState } from 'react';

/** Which row had the focus on each list of this visit, so that Back returns to it. */
const remembered = new Map<string, string>();

export interface RowCursor {
  readonly focused: string | undefined;
  readonly selected: ReadonlySet<string>;
  readonly focus: (key: string) => void;
  /** Moves the focus and tells where it went. */
  readonly move: (step: 1 | -1) => string | undefined;
  readonly toggle: (key: string) => void;
  readonly selectAll: (on: boolean) => void;
  readonly select: (keys: Iterable<string>) => void;
}

/** Keyboard focus and selection over the rows on the page. `place` names the list and what it shows. */
export function useRowCursor(place: string, keys: readonly string[]): RowCursor {
  const [focus, setFocus] = useState<{ place: string; key: string } | undefined>();
  const [selection, setSelection] = useState<{ place: string; keys: ReadonlySet<string> }>({ place, keys: new Set() });

  const focused = focus?.place === place ? focus.key : remembered.get(place);
  // Rows that are gone (resolved, moved to another page) are not selected any more.
  const selected = new Set(selection.place === place ? keys.filter((key) => selection.keys.has(key)) : []);

  const remember = (key: string): void => {
    remembered.set(place, key);
    setFocus({ place, key });
  };
  const select = (next: Iterable<string>): void => setSelection({ place, keys: new Set(next) });

  return {
    focused: focused !== undefined && keys.includes(focused) ? focused : undefined,
    selected,
    focus: remember,
    move: (step) => {
      const at = focused === undefined ? -1 : keys.indexOf(focused);
      const next = at === -1 ? (step === 1 ? 0 : keys.length - 1) : Math.min(keys.length - 1, Math.max(0, at + step));
      const key = keys[next];
      if (key !== undefined) remember(key);
      return key;
    },
    toggle: (key) => {
      const next = new Set(selected);
      if (!next.delete(key)) next.add(key);
      select(next);
    },
    selectAll: (on) => select(on ? keys : []),
    select,
  };
}
