import { useSearchParams } from 'react-router';

import type { Travel } from './api';

export const TRAVELS: readonly Travel[] = ['causes', 'affected', 'around'];
/** Name of the direction in the address, as in the topology. */
const VIEW = 'view';

/** Which way the graph goes: in the address, because the bar of time asks for the changes of the same graph. */
export function useTravel(): { travel: Travel; turn: (next: Travel) => void } {
  const [search, setSearch] = useSearchParams();
  const turn = (next: Travel): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.set(VIEW, next);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return { travel: TRAVELS.find((each) => each === search.get(VIEW)) ?? 'causes', turn };
}
