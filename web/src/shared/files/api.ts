import { api, API, unwrap, type Schemas } from '@/shared/api/client';

export type StoredFile = Schemas['AttachedFileOut'];
export type RecordFiles = Schemas['RecordFilesOut'];
export type FileRules = Schemas['FileRulesOut'];
export type FileText = Schemas['FileTextOut'];

/** The record files hang on: its kind and its id. */
export interface FileTarget {
  readonly kind: string;
  readonly record: string;
}

export const fileKeys = {
  rules: ['file-rules'] as const,
  of: (target: FileTarget) => ['files', target.kind, target.record] as const,
  one: (id: string) => ['files', 'one', id] as const,
  text: (id: string) => ['files', 'text', id] as const,
};

/** While a scanner has not spoken, its word is asked for so often (ms). */
export const LOOK_AGAIN_MS = 2000;

/** How large a file may be, in whole MiB as people are told. */
export const limitMib = (rules: FileRules): number => Math.floor(rules.max_bytes / 1_048_576);

export const fetchRules = (): Promise<FileRules> => unwrap(api.GET('/api/v1/file-rules'));

export const fetchFiles = ({ kind, record }: FileTarget): Promise<RecordFiles> => unwrap(api.GET('/api/v1/files', { params: { query: { kind, record } } }));

export const fetchFile = (id: string): Promise<StoredFile> => unwrap(api.GET('/api/v1/files/{file_id}', { params: { path: { file_id: id } } }));

export const fetchText = (id: string): Promise<FileText> => unwrap(api.GET('/api/v1/files/{file_id}/text', { params: { path: { file_id: id } } }));

export const removeFile = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/files/{file_id}', { params: { path: { file_id: id } } }));

export const contentHref = (id: string): string => `${API}/files/${id}/content`;
export const inlineHref = (id: string): string => `${API}/files/${id}/content?inline=true`;
export const thumbnailHref = (id: string): string => `${API}/files/${id}/thumbnail`;
