import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';
import { problemFrom } from '@/shared/api/problem';
import { saveAnswer } from '@/shared/files/save';

export type AuditRecord = Schemas['AuditOut'];
export type AuditState = Schemas['AuditStateOut'];

export const listAudit = (query: ListQuery, signal: AbortSignal): Promise<Page<AuditRecord>> =>
  unwrap(api.GET('/api/v1/audit', { params: { query: asQuery('/api/v1/audit', query) }, signal }));
export const fetchState = (): Promise<AuditState> => unwrap(api.GET('/api/v1/audit/state'));
export const startCheck = (): Promise<unknown> => unwrap(api.POST('/api/v1/audit/checks', { body: { whole: true } }));

/** Saves what the conditions find as a signed zip; they are named as the list of the API names its filters. */
export async function exportFound(conditions: ListQuery): Promise<void> {
  const query = asQuery('/api/v1/audit', conditions);
  const { data, error, response } = await api.POST('/api/v1/audit/export', { params: { query }, body: { format: 'csv' }, parseAs: 'blob' });
  if (!response.ok) throw problemFrom(response.status, error);
  saveAnswer(data, response, 'audit.zip');
}
