import { useQuery } from '@tanstack/react-query';

import { fetchEstate, fetchHistory, fetchItem, fetchItemTypes, fetchRelations } from './api';
import type { ItemType } from './types';

export const itemKeys = {
  list: ['items', 'list'],
  one: (id: string) => ['items', id],
  relations: (id: string) => ['items', id, 'relations'],
  history: (id: string) => ['items', id, 'history'],
} as const;

export function useItem(id: string) {
  return useQuery({ queryKey: itemKeys.one(id), queryFn: () => fetchItem(id), refetchInterval: 15_000 });
}

export function useRelations(id: string) {
  return useQuery({ queryKey: itemKeys.relations(id), queryFn: () => fetchRelations(id) });
}

export function useHistory(id: string) {
  return useQuery({ queryKey: itemKeys.history(id), queryFn: () => fetchHistory(id) });
}

export function useEstate() {
  return useQuery({ queryKey: ['estate'], queryFn: fetchEstate, refetchInterval: 15_000 });
}

/** The item types; they change when a pack is installed, which is seldom. */
export function useItemTypes() {
  return useQuery({ queryKey: ['item-types'], queryFn: fetchItemTypes, staleTime: 10 * 60_000 });
}

export function useItemType(key: string | undefined): ItemType | undefined {
  return useItemTypes().data?.find((type) => type.key === key);
}
