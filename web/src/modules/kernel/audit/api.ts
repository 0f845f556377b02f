import { API, api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';
import { problemFrom } from '@/shared/api/problem';

export type AuditRecord = Schemas['AuditOut'];
export type AuditState = Schemas['AuditStateOut'];

export const listAudit = (query: ListQuery, signal: AbortSignal): Promise<Page<AuditRecord>> =>
  unwrap(api.GET('/api/v1/audit', { params: { query: asQuery('/api/v1/audit', query) }, signal }));
export const fetchState = (): Promise<AuditState> => unwrap(api.GET('/api/v1/audit/state'));
export const startCheck = (): Promise<unknown> => unwrap(api.POST('/api/v1/audit/checks', { body: { whole: true } }));

/** Saves what the address of the page finds as a zip; the names of the filters are those of the API. */
export async function exportFound(search: string): Promise<void> {
  const query = new URLSearchParams(search);
  for (const name of ['limit', 'cursor', 'sort', 'open']) query.delete(name);
  const answer = await window.fetch(`${API}/audit/export?${query.toString()}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'tongyun' },
    body: JSON.stringify({ format: 'csv' }),
  });
  if (!answer.ok) throw problemFrom(answer.status, await answer.json());
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'audit.zip';
  link.click();
  URL.revokeObjectURL(link.href);
}
