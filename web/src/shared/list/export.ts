import { api } from '@/shared/api/client';
import { problemFrom } from '@/shared/api/problem';
import type { ListQuery } from '@/shared/api/page';
import { saveAnswer } from '@/shared/files/save';
import { localeChoice } from '@/shared/i18n/words';

export type ExportFormat = 'xlsx' | 'csv';

export interface ExportColumn {
  readonly key: string;
  readonly title: string;
  readonly title_en: string;
  /** Only written when it is asked for. */
  readonly extra: boolean;
  /** Masked, unless the export says why. */
  readonly personal: boolean;
}

const PAGING = new Set(['limit', 'cursor']);

/** Any list, by its address: the generated client knows each of them, this file none. */
type AnyList = (path: string, init: { params: { query: Record<string, string> }; parseAs: 'json' | 'blob'; signal: AbortSignal }) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

function ask(path: string, query: ListQuery, more: Record<string, string>, parseAs: 'json' | 'blob', signal: AbortSignal) {
  const sent = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' || PAGING.has(name) ? [] : [[name, String(value)]]));
  const get = api.GET as unknown as AnyList;
  return get(path, { params: { query: { ...(Object.fromEntries(sent) as Record<string, string>), ...more } }, parseAs, signal });
}

export async function fetchColumns(path: string, query: ListQuery, signal: AbortSignal): Promise<ExportColumn[]> {
  const { data, error, response } = await ask(path, query, { format: 'columns' }, 'json', signal);
  if (!response.ok) throw problemFrom(response.status, error);
  return data as ExportColumn[];
}

/** All rows the list finds, as a file that the browser saves. A refusal is an exception, never a file. */
export async function download(path: string, query: ListQuery, columns: readonly string[], format: ExportFormat, reveal: string, signal: AbortSignal): Promise<void> {
  const { data, error, response } = await ask(path, query, { format, lang: localeChoice.get(), fields: columns.join(','), ...(reveal === '' ? {} : { reveal }) }, 'blob', signal);
  if (!response.ok) throw problemFrom(response.status, error);
  saveAnswer(data, response, `export.${format}`);
}
