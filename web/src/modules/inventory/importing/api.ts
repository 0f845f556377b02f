import { API, api, asQuery, unwrap } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import type { ImportTarget, ItemImport, ItemImportRow } from './types';

const run = (id: string) => ({ params: { path: { import_id: id } } });

export const listItemImports = (query: ListQuery, signal?: AbortSignal): Promise<Page<ItemImport>> =>
  unwrap(api.GET('/api/v1/item-imports', { params: { query: asQuery('/api/v1/item-imports', query) }, ...(signal && { signal }) }));
export const fetchItemImport = (id: string): Promise<ItemImport> => unwrap(api.GET('/api/v1/item-imports/{import_id}', run(id)));
export const applyItemImport = (id: string): Promise<ItemImport> => unwrap(api.POST('/api/v1/item-imports/{import_id}/apply', run(id)));
export const cancelItemImport = (id: string): Promise<ItemImport> => unwrap(api.POST('/api/v1/item-imports/{import_id}/cancel', run(id)));
export const saveMapping = (id: string, mapping: Record<string, string>): Promise<ItemImport> =>
  unwrap(api.POST('/api/v1/item-imports/{import_id}/mapping', { ...run(id), body: { mapping } }));
export const fetchTargets = (type: string): Promise<ImportTarget[]> => unwrap(api.GET('/api/v1/item-imports/targets', { params: { query: { type } } }));
export const listItemImportRows = (id: string, query: ListQuery, signal?: AbortSignal): Promise<Page<ItemImportRow>> =>
  unwrap(
    api.GET('/api/v1/item-imports/{import_id}/rows', {
      params: { path: { import_id: id }, query: asQuery('/api/v1/item-imports/{import_id}/rows', query) },
      ...(signal && { signal }),
    }),
  );
export const itemTemplateHref = (type: string, suffix: 'xlsx' | 'csv'): string => `${API}/item-imports/template?type=${encodeURIComponent(type)}&suffix=${suffix}`;
export const errorSheetHref = (id: string, suffix: 'xlsx' | 'csv'): string => `${API}/item-imports/${id}/errors?suffix=${suffix}`;

/** A file travels as a form; the generated client would write it as JSON. */
export const uploadItems = (type: string, file: File, source: string): Promise<ItemImport> =>
  unwrap(
    api.POST('/api/v1/item-imports', {
      body: { type, source, file: '' },
      bodySerializer: () => {
        const form = new FormData();
        form.append('type', type);
        form.append('source', source);
        form.append('file', file);
        return form;
      },
    }),
  );
