import { localeChoice } from '@/shared/i18n/words';

import type { ListQuery } from './page';
import { ApiProblem, problemFrom } from './problem';

export const API = '/api/v1';

function address(path: string, query?: ListQuery): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const tail = search.toString();
  return `${API}/${path}${tail === '' ? '' : `?${tail}`}`;
}

async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 204) return undefined;
  return type.includes('json') ? ((await response.json()) as unknown) : await response.text();
}

async function request(method: string, path: string, options: { query?: ListQuery; body?: unknown; signal?: AbortSignal }): Promise<unknown> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': localeChoice.get(),
    'X-Requested-With': 'tongyun',
  };
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  if (options.signal !== undefined) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(address(path, options.query), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ status: 0, title: error instanceof Error ? error.message : String(error) });
  }
  const body = await readBody(response);
  if (!response.ok) throw problemFrom(response.status, body);
  return body;
}

export const http = {
  get: async <T>(path: string, query?: ListQuery, signal?: AbortSignal): Promise<T> =>
    (await request('GET', path, { ...(query && { query }), ...(signal && { signal }) })) as T,
  post: async <T>(path: string, body?: unknown): Promise<T> => (await request('POST', path, { body: body ?? {} })) as T,
  patch: async <T>(path: string, body: unknown): Promise<T> => (await request('PATCH', path, { body })) as T,
  remove: async (path: string): Promise<void> => {
    await request('DELETE', path, {});
  },
};
