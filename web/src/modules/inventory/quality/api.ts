import { useQuery } from '@tanstack/react-query';

import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';
import type { Tone } from '@/shared/theme/tokens';

import type { ItemFilter } from '../statistics/api';

export type Quality = Schemas['QualityOut'];
export type QualityRule = Schemas['QualityRuleOut'];
export type QualityPart = Schemas['QualityPartOut'];
export type Finding = Schemas['QualityFindingOut'];
export type FlawedItem = Schemas['FlawedItemOut'];

export const SEVERITIES: readonly Finding['severity'][] = ['high', 'medium', 'low'];
export const SEVERITY_TONES: Readonly<Record<Finding['severity'], Tone>> = { high: 'critical', medium: 'warning', low: 'idle' };

export const qualityKeys = { list: ['items', 'flawed'] } as const;

export function useQuality(filter: ItemFilter) {
  return useQuery({
    queryKey: ['items', 'quality', filter],
    queryFn: ({ signal }): Promise<Quality> => unwrap(api.GET('/api/v1/item-quality', { params: { query: asQuery('/api/v1/item-quality', filter) }, signal })),
    staleTime: 30_000,
  });
}

/** What is wrong with the record of an item; asked again when it is changed. */
export function useFindings(id: string, version: number) {
  return useQuery({ queryKey: ['items', id, 'findings', version], queryFn: (): Promise<Finding[]> => unwrap(api.GET('/api/v1/items/{item_id}/findings', { params: { path: { item_id: id } } })) });
}

export const listFlawed = (query: ListQuery, signal?: AbortSignal): Promise<Page<FlawedItem>> =>
  unwrap(api.GET('/api/v1/flawed-items', { params: { query: asQuery('/api/v1/flawed-items', query) }, ...(signal && { signal }) }));
