import { useQuery } from '@tanstack/react-query';

import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page, RowResult } from '@/shared/api/page';

export type ReviewCase = Schemas['ReviewCaseOut'];
export type CaseDetail = Schemas['ReviewCaseDetailOut'];
export type Candidate = Schemas['CandidateOut'];

export const caseKeys = {
  list: ['review-cases', 'list'],
  one: (id: string, item: string | undefined) => ['review-cases', id, item],
} as const;

const at = (id: string) => ({ params: { path: { case_id: id } } });

export const listCases = (query: ListQuery, signal?: AbortSignal): Promise<Page<ReviewCase>> =>
  unwrap(api.GET('/api/v1/review-cases', { params: { query: asQuery('/api/v1/review-cases', query) }, ...(signal && { signal }) }));
export const assignCase = (id: string, item: string, version: number): Promise<ReviewCase> =>
  unwrap(api.POST('/api/v1/review-cases/{case_id}/assign', { ...at(id), body: { item, version } }));
export const registerCase = (id: string, body: Schemas['RegisterIn']): Promise<ReviewCase> => unwrap(api.POST('/api/v1/review-cases/{case_id}/register', { ...at(id), body }));
export const dismissCase = (id: string, reason: string, version: number): Promise<ReviewCase> =>
  unwrap(api.POST('/api/v1/review-cases/{case_id}/dismiss', { ...at(id), body: { reason, version } }));
export const dismissCases = async (ids: string[], reason: string): Promise<readonly RowResult[]> =>
  (await unwrap(api.POST('/api/v1/review-cases/dismiss', { body: { ids, reason } }))).results;
export const reopenCase = (id: string, version: number): Promise<ReviewCase> => unwrap(api.POST('/api/v1/review-cases/{case_id}/reopen', { ...at(id), body: { version } }));
export const closeCase = (id: string): Promise<ReviewCase> => unwrap(api.POST('/api/v1/review-cases/{case_id}/close', at(id)));

/** A case with its candidates side by side, and with another item that somebody thinks of. */
export function useCase(id: string, item?: string) {
  return useQuery({
    queryKey: caseKeys.one(id, item),
    queryFn: (): Promise<CaseDetail> => unwrap(api.GET('/api/v1/review-cases/{case_id}', { params: { path: { case_id: id }, query: item === undefined ? {} : { item } } })),
  });
}
