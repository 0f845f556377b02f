import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type KeptFile = Schemas['StoredFileOut'];
export type Usage = Schemas['FileUsageOut'];

export const listFiles = (query: ListQuery, signal?: AbortSignal): Promise<Page<KeptFile>> =>
  unwrap(api.GET('/api/v1/stored-files', { params: { query: asQuery('/api/v1/stored-files', query) }, signal: signal ?? null }));

export const fetchUsage = (): Promise<Usage> => unwrap(api.GET('/api/v1/stored-files/usage'));

export const scanAgain = (id: string): Promise<KeptFile> => unwrap(api.POST('/api/v1/stored-files/{file_id}/scan', { params: { path: { file_id: id } } }));

export const destroyFile = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/stored-files/{file_id}', { params: { path: { file_id: id } } }));
