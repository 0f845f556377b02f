import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, use } from 'react';

import { api, unwrap, type Schemas } from '@/shared/api/client';

type Item = Schemas['ItemOut'];
type Named = Schemas['ReferredOut'];

const OFFERED = 30;
const FRESH_MS = 60_000;

/** Names that came with the record that mentions the items, so that nobody asks for them one by one. */
export const NamedItems = createContext<Readonly<Record<string, Named>>>({});

/** What an item is called; null where it is gone or out of sight. */
export function useItemName(id: string): string | null | undefined {
  const known = use(NamedItems)[id];
  const asked = useQuery({
    queryKey: ['items', id, 'name'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/items/{item_id}', { params: { path: { item_id: id } }, signal })),
    enabled: known === undefined && id !== '',
    staleTime: FRESH_MS,
    retry: false,
    select: (item) => item.name,
  });
  return known?.name ?? (asked.isError ? null : asked.data);
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
