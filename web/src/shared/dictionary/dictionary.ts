import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { api, unwrap, type Schemas } from '@/shared/api/client';
import type { Titled } from '@/shared/i18n/words';

export type Choice = Schemas['ChoiceOut'];
export type Choices = Schemas['ChoicesOut'];

/** So many entries are fetched at once; a dictionary with more is searched on the server. */
const WHOLE = 500;
const FRESH_MS = 5 * 60_000;

/** What can be chosen from a dictionary today, or what of it holds the words. */
export function useChoices(key: string, q = ''): UseQueryResult<Choices> {
  return useQuery({ ...choicesQuery(key, q), placeholderData: (before) => before });
}

/** The same as part of several questions asked together. */
export function choicesQuery(key: string, q: string) {
  return {
    queryKey: ['dictionary', key, 'choices', q],
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Choices> => unwrap(api.GET('/api/v1/dictionaries/{key}/choices', { params: { path: { key }, query: { q, limit: WHOLE } }, signal })),
    staleTime: FRESH_MS,
  };
}

interface Waiting {
  readonly codes: Map<string, ((choice: Choice | null) => void)[]>;
  failed: ((error: unknown) => void)[];
}

const waiting = new Map<string, Waiting>();
const AT_ONCE = 200;

async function fetchWaiting(key: string): Promise<void> {
  const batch = waiting.get(key);
  waiting.delete(key);
  if (batch === undefined) return;
  const codes = [...batch.codes.keys()];
  try {
    for (let start = 0; start < codes.length; start += AT_ONCE) {
      const part = codes.slice(start, start + AT_ONCE);
      const answer = await unwrap(api.GET('/api/v1/dictionaries/{key}/labels', { params: { path: { key }, query: { codes: part.join(',') } } }));
      for (const code of part) {
        const found = answer.items.find((each) => each.code === code) ?? null;
        for (const tell of batch.codes.get(code) ?? []) tell(found);
      }
    }
  } catch (error) {
    for (const fail of batch.failed) fail(error);
  }
}

/** One code's meaning; those asked for in the same moment travel together, so that a table asks once. */
function fetchLabel(key: string, code: string): Promise<Choice | null> {
  return new Promise((resolve, reject) => {
    let batch = waiting.get(key);
    if (batch === undefined) {
      batch = { codes: new Map(), failed: [] };
      waiting.set(key, batch);
      setTimeout(() => void fetchWaiting(key), 10);
    }
    batch.codes.set(code, [...(batch.codes.get(code) ?? []), resolve]);
    batch.failed.push(reject);
  });
}

/** A choice with all that stands above it, as a person reads it: `互联网区 / 对外服务区`. */
export function pathText({ path, path_en }: Choice, titled: Titled): string {
  return path.map((zh, at) => titled(zh, path_en[at] ?? '')).join(' / ');
}

/** What a code means, also when it can no longer be chosen; null when the dictionary does not know it. */
export function useLabel(key: string, code: string | undefined): Choice | null | undefined {
  return useQuery({
    queryKey: ['dictionary', key, 'label', code],
    queryFn: () => fetchLabel(key, code ?? ''),
    enabled: code !== undefined && code !== '',
    staleTime: FRESH_MS,
  }).data;
}
