import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Name of the moment in the address, so that a past page can be sent to a colleague. */
export const AT = 'at';

/** The moment that the page shows; undefined is now. */
export function useAt(): { at: string | undefined; go: (at: string | undefined) => void } {
  const [search, setSearch] = useSearchParams();
  const told = search.get(AT);
  const at = told === null || Number.isNaN(Date.parse(told)) ? undefined : told;
  const go = useCallback(
    (next: string | undefined) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          if (next === undefined) after.delete(AT);
          else after.set(AT, next);
          return after;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setSearch],
  );
  return { at, go };
}
