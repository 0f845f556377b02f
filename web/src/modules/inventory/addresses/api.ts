import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page, RowResult } from '@/shared/api/page';

export type Prefix = Schemas['PrefixOut'];
export type PrefixDetail = Schemas['PrefixDetailOut'];
export type Address = Schemas['AddressOut'];
export type Conflict = Schemas['ConflictOut'];
export type AddressChange = Schemas['AddressChangeOut'];

/** How an address and a filter name the zone of what is in none. */
export const NO_ZONE = 'null';

/** So many ranges are asked for at once; a zone with more is fetched in steps. */
const STEP = 500;

export const planKeys = {
  all: ['addresses'],
  zones: ['addresses', 'zones'],
  tree: (zone: string) => ['addresses', 'tree', zone],
  prefix: (id: string) => ['addresses', 'prefix', id],
  inside: (id: string) => ['addresses', 'prefix', id, 'inside'],
  list: ['addresses', 'list'],
  changes: ['addresses', 'changes'],
  conflicts: (kind = '') => ['addresses', 'conflicts', kind],
  item: (id: string) => ['addresses', 'item', id],
} as const;

const at = (id: string) => ({ params: { path: { item_id: id } } });

async function wholeTree(zone: string): Promise<Prefix[]> {
  const found: Prefix[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: ListQuery = { zone, sort: 'range,length', limit: STEP, ...(cursor !== '' && { cursor }) };
    const page: Page<Prefix> = await unwrap(api.GET('/api/v1/prefixes', { params: { query: asQuery('/api/v1/prefixes', query) } }));
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}

export const listAddresses = (query: ListQuery, signal?: AbortSignal): Promise<Page<Address>> =>
  unwrap(api.GET('/api/v1/addresses', { params: { query: asQuery('/api/v1/addresses', query) }, ...(signal && { signal }) }));
export const listAddressChanges = (query: ListQuery, signal?: AbortSignal): Promise<Page<AddressChange>> =>
  unwrap(api.GET('/api/v1/address-changes', { params: { query: asQuery('/api/v1/address-changes', query) }, ...(signal && { signal }) }));
/** The ranges around an address or a prefix, the widest first. */
export const prefixesAround = async (text: string): Promise<Prefix[]> =>
  (await unwrap(api.GET('/api/v1/prefixes', { params: { query: asQuery('/api/v1/prefixes', { contains: text, limit: STEP }) } }))).items;
export const allot = (id: string, body: Schemas['AllotIn']): Promise<Address[]> => unwrap(api.POST('/api/v1/prefixes/{item_id}/allot', { ...at(id), body }));
export const divide = (id: string, body: Schemas['DivideIn']): Promise<Prefix[]> => unwrap(api.POST('/api/v1/prefixes/{item_id}/divide', { ...at(id), body }));
export const changeAddress = (id: string, body: Schemas['UsePatchIn']): Promise<Address> =>
  unwrap(api.PATCH('/api/v1/addresses/{address_id}', { params: { path: { address_id: id } }, body }));
export const releaseAddresses = async (ids: string[]): Promise<readonly RowResult[]> => (await unwrap(api.POST('/api/v1/addresses/release', { body: { ids } }))).results;

export function useZones() {
  return useQuery({ queryKey: planKeys.zones, queryFn: async () => (await unwrap(api.GET('/api/v1/address-zones'))).map((zone) => ({ ...zone, key: zone.key || NO_ZONE })) });
}

/** Every range of a zone that the caller sees. */
export function useTree(zone: string | undefined) {
  return useQuery({ queryKey: planKeys.tree(zone ?? ''), queryFn: () => wholeTree(zone ?? ''), enabled: zone !== undefined });
}

export function usePrefix(id: string) {
  return useQuery({ queryKey: planKeys.prefix(id), queryFn: () => unwrap(api.GET('/api/v1/prefixes/{item_id}', at(id))), refetchInterval: 30_000 });
}

/** Addresses in use right inside a range: the first 1,024. */
export function useInside(id: string) {
  return useQuery({ queryKey: planKeys.inside(id), queryFn: () => unwrap(api.GET('/api/v1/prefixes/{item_id}/addresses', at(id))), refetchInterval: 30_000 });
}

/** What does not agree: all of it, or what is of one kind. The first 500, and how many there are of each kind. */
export function useConflicts(kind: Conflict['kind'] | undefined) {
  return useQuery({
    queryKey: planKeys.conflicts(kind),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/address-conflicts', { params: { query: kind === undefined ? {} : { kind } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The addresses that are allotted to an item. */
export function useItemAddresses(id: string) {
  return useQuery({ queryKey: planKeys.item(id), queryFn: () => unwrap(api.GET('/api/v1/items/{item_id}/addresses', at(id))) });
}
