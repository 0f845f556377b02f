import { useQuery } from '@tanstack/react-query';

import { useTitled } from '@/shared/i18n/words';

import { fetchEstate, fetchItem, fetchItemType, fetchItemTypes, fetchRelations, fetchTypeVersions } from './api';
import type { ItemTypeDetail } from './types';

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

export function useEstate() {
  return useQuery({ queryKey: ['estate'], queryFn: fetchEstate, refetchInterval: 15_000 });
}

/** The item types; they change when a pack is installed, which is seldom. */
export function useItemTypes() {
  return useQuery({ queryKey: ['item-types'], queryFn: fetchItemTypes, staleTime: 10 * 60_000 });
}

/** What a type is called, by its key; the key itself while the catalogue is not there. */
export function useTypeName(): (key: string) => string {
  const titled = useTitled();
  const types = useItemTypes().data ?? [];
  return (key) => {
    const found = types.find((type) => type.key === key);
    return found === undefined ? key : titled(found.title, found.title_en);
  };
}

/** One type with its attributes. */
export function useType(key: string | undefined) {
  return useQuery({ queryKey: ['item-types', key], queryFn: () => fetchItemType(key ?? ''), enabled: key !== undefined, staleTime: 10 * 60_000 });
}

export function useItemType(key: string | undefined): ItemTypeDetail | undefined {
  return useType(key).data;
}

export function useTypeVersions(key: string) {
  return useQuery({ queryKey: ['item-types', key, 'versions'], queryFn: () => fetchTypeVersions(key) });
}
