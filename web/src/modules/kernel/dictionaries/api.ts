import { API, api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type Dictionary = Schemas['DictionaryOut'];
export type Entry = Schemas['EntryOut'];
export type EntryImport = Schemas['EntryImportOut'];
export type PlannedRow = Schemas['PlannedRowOut'];

const path = (key: string) => ({ params: { path: { key } } });

export const listDictionaries = (query: ListQuery, signal: AbortSignal): Promise<Page<Dictionary>> =>
  unwrap(api.GET('/api/v1/dictionaries', { params: { query: asQuery('/api/v1/dictionaries', query) }, signal }));
export const fetchDictionary = (key: string): Promise<Dictionary> => unwrap(api.GET('/api/v1/dictionaries/{key}', path(key)));
export const createDictionary = (body: Schemas['DictionaryIn']): Promise<Dictionary> => unwrap(api.POST('/api/v1/dictionaries', { body }));
export const editDictionary = (key: string, body: Schemas['DictionaryPatchIn']): Promise<Dictionary> => unwrap(api.PATCH('/api/v1/dictionaries/{key}', { ...path(key), body }));

export const entriesPath = (key: string): string => `${API}/dictionaries/${key}/entries`;
export const listEntries = (key: string, query: ListQuery, signal: AbortSignal): Promise<Page<Entry>> =>
  unwrap(
    api.GET('/api/v1/dictionaries/{key}/entries', {
      params: { path: { key }, query: asQuery('/api/v1/dictionaries/{key}/entries', query) },
      signal,
    }),
  );
export const addEntry = (key: string, body: Schemas['EntryIn']): Promise<Entry> => unwrap(api.POST('/api/v1/dictionaries/{key}/entries', { ...path(key), body }));
export const editEntry = (key: string, code: string, body: Schemas['EntryPatchIn']): Promise<Entry> =>
  unwrap(api.PATCH('/api/v1/dictionaries/{key}/entries/{code}', { params: { path: { key, code } }, body }));
export const resetEntry = (key: string, code: string): Promise<Entry> =>
  unwrap(api.POST('/api/v1/dictionaries/{key}/entries/{code}/reset', { params: { path: { key, code } } }));

/** A file travels as a form; the generated client would write it as JSON. */
export const importTable = (key: string, file: File, apply: boolean): Promise<EntryImport> =>
  unwrap(
    api.POST('/api/v1/dictionaries/{key}/import', {
      ...path(key),
      body: { file: '', apply },
      bodySerializer: () => {
        const form = new FormData();
        form.append('file', file);
        form.append('apply', String(apply));
        return form;
      },
    }),
  );
