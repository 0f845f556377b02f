import createClient, { type Middleware } from 'openapi-fetch';

import { defineWords, localeChoice, sayIn } from '@/shared/i18n/words';

import { idleSeconds } from './idle';
import type { ListQuery } from './page';
import { ApiProblem, problemFrom } from './problem';
import { fetchWithProof } from './proof';
import type { components, paths } from './schema.gen';

/** The shapes of the API, generated from schemas/openapi.json (`npm run generate`). */
export type Schemas = components['schemas'];

export const API = '/api/v1';

const words = defineWords({ offline: ['连不上服务器，请检查网络后重试。', 'The server does not answer; check the network and try again.'] });

/** What every request of a page carries: its language, that it is our own page that asks, and for how long nobody touched it. */
export function ownHeaders(): Readonly<Record<string, string>> {
  return { 'Accept-Language': localeChoice.get(), 'X-Requested-With': 'tongyun', 'X-Idle-Seconds': String(idleSeconds()) };
}

const withOwnHeaders: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(ownHeaders())) request.headers.set(name, value);
    return request;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    // What the browser says ("Failed to fetch") is in no language of ours and helps nobody.
    return new ApiProblem({ status: 0, title: sayIn(words, localeChoice.get())('offline') });
  },
};

/** Lists also answer as files, and refusals as problem documents; what pages read is JSON. `fetch` is looked up at each call, so that a test may answer in the server's place. */
export const api = createClient<paths, 'application/json'>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  fetch: fetchWithProof,
});
api.use(withOwnHeaders);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer's body, or the server's problem document as an exception. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemFrom(response.status, error);
  return data as T;
}

type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never;

/** A list's address as the query of `_path`; fields the path does not know are refused by the server, which names them. */
export function asQuery<P extends keyof paths>(_path: P, query: ListQuery): QueryOf<P> {
  const sent = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(sent) as QueryOf<P>;
}
