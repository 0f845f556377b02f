import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, use } from 'react';

import { api, unwrap, type Schemas } from '@/shared/api/client';

type Item = Schemas['ItemOut'];
type Named = Schemas['ReferredOut'];

const OFFERED = 30;
const FRESH_MS = 60_000;

/** Names that came with the record that mentions the items, so that nobody asks for them one by one. */
export const NamedItems = createContext<Readonly<Record<string, Named>>>({});

/** What items are called, by id; null where one is gone or out of sight. Only names that did not come along are asked for. */
export function useItemNames(ids: readonly string[]): ReadonlyMap<string, string | null | undefined> {
  const known = use(NamedItems);
  const unknown = ids.filter((id) => known[id] === undefined);
  const asked = useQueries({
    queries: unknown.map((id) => ({
      queryKey: ['items', id, 'name'],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Item> => unwrap(api.GET('/api/v1/items/{item_id}', { params: { path: { item_id: id } }, signal })),
      staleTime: FRESH_MS,
      retry: false,
    })),
  });
  const found = new Map(unknown.map((id, at) => [id, asked[at]?.isError === true ? null : asked[at]?.data?.name]));
  return new Map(ids.map((id) => [id, known[id]?.name ?? found.get(id)]));
}

export function useItemName(id: string): string | null | undefined {
  return useItemNames([id]).get(id);
}

/** What stands for an item whose name cannot be had. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** Items whose name holds the words, the first few; of these types, or of any. */
export function useItemsToChoose(types: readonly string[], words: string): UseQueryResult<readonly Item[]> {
  return useQuery({
    queryKey: ['items', 'choose', types, words],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/items', { params: { query: { ...(types.length > 0 && { type__in: types.join(',') }), q: words, limit: OFFERED, sort: 'name' } }, signal })),
    staleTime: FRESH_MS,
    placeholderData: (before) => before,
    select: (page): readonly Item[] => page.items,
  });
}
