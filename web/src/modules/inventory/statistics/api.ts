import { useQuery } from '@tanstack/react-query';

import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import { problemFrom } from '@/shared/api/problem';
import { saveAnswer } from '@/shared/files/save';
import { localeChoice } from '@/shared/i18n/words';

export type Overview = Schemas['ItemOverviewOut'];
export type Statistic = Schemas['ItemStatisticOut'];
export type Counted = Schemas['ItemStatisticsOut'];
export type Group = Schemas['ItemGroupOut'];
export type Dimension = Schemas['ItemDimensionOut'];
export type Completeness = Schemas['ItemCompletenessOut'];
/** The filter of the list of items, as it stands in an address. */
export type ItemFilter = Readonly<Record<string, string>>;
export type FileFormat = 'xlsx' | 'csv';

export function useOverview(filter: ItemFilter) {
  return useQuery({
    queryKey: ['items', 'statistics', 'overview', filter],
    queryFn: ({ signal }): Promise<Overview> => unwrap(api.GET('/api/v1/item-statistics/overview', { params: { query: asQuery('/api/v1/item-statistics/overview', filter) }, signal })),
    staleTime: 30_000,
  });
}

export function useDimensions(filter: ItemFilter) {
  return useQuery({
    queryKey: ['items', 'statistics', 'dimensions', filter],
    queryFn: ({ signal }): Promise<Dimension[]> => unwrap(api.GET('/api/v1/item-statistics/dimensions', { params: { query: asQuery('/api/v1/item-statistics/dimensions', filter) }, signal })),
    staleTime: 10 * 60_000,
  });
}

export function useStatistic(by: string, filter: ItemFilter) {
  return useQuery({
    queryKey: ['items', 'statistics', by, filter],
    queryFn: ({ signal }): Promise<Counted> => unwrap(api.GET('/api/v1/item-statistics', { params: { query: { ...asQuery('/api/v1/item-statistics', filter), by } }, signal })),
    staleTime: 30_000,
  });
}

/** A statistic as a file; `by` nothing is what is missing of the items. */
export async function saveStatistic(by: string, filter: ItemFilter, format: FileFormat): Promise<void> {
  const query = { ...asQuery('/api/v1/item-statistics', filter), format, lang: localeChoice.get() };
  const { data, error, response } = await (by === ''
    ? api.GET('/api/v1/item-statistics/completeness', { params: { query }, parseAs: 'blob' })
    : api.GET('/api/v1/item-statistics', { params: { query: { ...query, by } }, parseAs: 'blob' }));
  if (!response.ok) throw problemFrom(response.status, error);
  saveAnswer(data, response, `statistics.${format}`);
}

/** The list of just the items of a figure; `what` tells there which figure it was. */
export function listOf(query: ItemFilter | null, what: string): string | undefined {
  return query === null ? undefined : `/items?${new URLSearchParams({ ...query, shown: what }).toString()}`;
}
