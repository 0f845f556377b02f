import { useInfiniteQuery, useQuery, type QueryKey } from '@tanstack/react-query';

import { api, asQuery, unwrap } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import { itemKeys } from '../queries';
import type { Batch, Difference, Graph, GraphDifference, ItemChange, Moments, PastItem, Reversal } from '../types';

/** Which way a graph goes: what the item hangs on, what hangs on it, or all around it. */
export type Travel = 'causes' | 'affected' | 'around';

export interface RevertBody {
  readonly dry_run: boolean;
  readonly reason: string;
  readonly on_conflict: 'refuse' | 'skip';
  readonly expected: string;
}

const item = (id: string) => ({ path: { item_id: id } });

const fetchPast = (id: string, at: string): Promise<PastItem> =>
  unwrap(api.GET('/api/v1/items/{item_id}/as-of', { params: { ...item(id), query: { as_of: at } } }));
const fetchMoments = (id: string, travel?: Travel): Promise<Moments> =>
  unwrap(api.GET('/api/v1/items/{item_id}/moments', { params: { ...item(id), query: travel === undefined ? {} : { travel } } }));
const fetchGraph = (id: string, travel: Travel, at?: string): Promise<Graph> =>
  unwrap(api.GET('/api/v1/items/{item_id}/graph', { params: { ...item(id), query: { travel, ...(at !== undefined && { as_of: at }) } } }));
const fetchGraphDifference = (id: string, travel: Travel, since: string): Promise<GraphDifference> =>
  unwrap(api.GET('/api/v1/items/{item_id}/graph/difference', { params: { ...item(id), query: { travel, since } } }));
const fetchDifference = (id: string, since: string): Promise<Difference> =>
  unwrap(api.GET('/api/v1/items/{item_id}/difference', { params: { ...item(id), query: { since } } }));
const fetchHistoryPage = (id: string, cursor: string): Promise<Page<ItemChange>> =>
  unwrap(api.GET('/api/v1/items/{item_id}/history', { params: { ...item(id), query: { limit: 50, ...(cursor !== '' && { cursor }) } } }));

export const listBatches = (query: ListQuery, signal?: AbortSignal): Promise<Page<Batch>> =>
  unwrap(api.GET('/api/v1/change-batches', { params: { query: asQuery('/api/v1/change-batches', query) }, ...(signal && { signal }) }));
export const listChanges = (query: ListQuery, signal?: AbortSignal): Promise<Page<ItemChange>> =>
  unwrap(api.GET('/api/v1/changes', { params: { query: asQuery('/api/v1/changes', query) }, ...(signal && { signal }) }));
export const fetchBatch = (id: string): Promise<Batch> =>
  unwrap(api.GET('/api/v1/change-batches/{batch_id}', { params: { path: { batch_id: id } } }));
export const revertChange = (id: string, body: RevertBody): Promise<Reversal> =>
  unwrap(api.POST('/api/v1/changes/{change_id}/revert', { params: { path: { change_id: id } }, body }));
export const revertBatch = (id: string, body: RevertBody): Promise<Reversal> =>
  unwrap(api.POST('/api/v1/change-batches/{batch_id}/revert', { params: { path: { batch_id: id } }, body }));

/** What was shown of this item stays until the next answer is there; what was shown of another one does not. */
const lastOf =
  (id: string) =>
  <T>(before: T | undefined, asked: { readonly queryKey: QueryKey } | undefined): T | undefined =>
    asked?.queryKey[1] === id ? before : undefined;

/** A past moment does not change, so what is known of it stays known. */
const STILL = { staleTime: Infinity } as const;

export function usePast(id: string, at: string) {
  return useQuery({ queryKey: [...itemKeys.one(id), 'as-of', at], queryFn: () => fetchPast(id, at), ...STILL, placeholderData: lastOf(id) });
}

export function useMoments(id: string, travel?: Travel) {
  return useQuery({ queryKey: [...itemKeys.one(id), 'moments', travel ?? ''], queryFn: () => fetchMoments(id, travel), staleTime: 15_000, placeholderData: lastOf(id) });
}

export function useGraph(id: string, travel: Travel, at: string | undefined) {
  const key = [...itemKeys.one(id), 'graph', travel, at ?? ''];
  return useQuery({ queryKey: key, queryFn: () => fetchGraph(id, travel, at), ...(at === undefined ? { staleTime: 15_000 } : { ...STILL, placeholderData: lastOf(id) }) });
}

export function useGraphDifference(id: string, travel: Travel, since: string | undefined) {
  const key = [...itemKeys.one(id), 'graph-difference', travel, since ?? ''];
  return useQuery({ queryKey: key, queryFn: () => fetchGraphDifference(id, travel, since ?? ''), enabled: since !== undefined });
}

export function useDifference(id: string, since: string) {
  return useQuery({ queryKey: [...itemKeys.one(id), 'difference', since], queryFn: () => fetchDifference(id, since) });
}

export function useBatch(id: string) {
  return useQuery({ queryKey: ['change-batches', id], queryFn: () => fetchBatch(id) });
}

/** The history of an item, page by page. */
export function useHistoryPages(id: string) {
  return useInfiniteQuery({
    queryKey: itemKeys.history(id),
    queryFn: ({ pageParam }) => fetchHistoryPage(id, pageParam),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
}
