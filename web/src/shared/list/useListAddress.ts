import { useLocation, useNavigate, useSearchParams } from 'react-router';

import type { ListQuery } from '@/shared/api/page';

import { readField, sentOf, writeField } from './fieldAddress';
import type { FilterField } from './types';

/** What a list shows, as it stands in the address of the page: a copied link shows the same rows. */
export interface ListAddress {
  readonly query: ListQuery;
  readonly search: string;
  readonly sort: string;
  readonly page: number;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly isFiltered: boolean;
  /** The list's own parameters of the address, by their names in the API: what a kept view keeps. */
  readonly own: Readonly<Record<string, string>>;
  /** The kept view that was opened; empty for none. */
  readonly view: string;
  readonly setSearch: (text: string) => void;
  readonly setSort: (sort: string) => void;
  readonly setFilter: (key: string, values: readonly string[]) => void;
  readonly clear: () => void;
  /** Shows what a kept view shows. */
  readonly apply: (query: Readonly<Record<string, string>>, view: string) => void;
  readonly goNext: (cursor: string) => void;
  readonly goBack: () => void;
}

interface Options {
  readonly fields: readonly FilterField[];
  readonly defaultSort: string;
  readonly limit: number;
  /** Sent always, shown nowhere (the list of one item). */
  readonly fixed: ListQuery;
  /** Before each parameter, for a second list on a page. */
  readonly prefix: string;
}

interface Trail {
  readonly cursors: readonly string[];
}

function trailOf(state: unknown): readonly string[] {
  return (state as Partial<Trail> | null)?.cursors ?? [];
}

/** The parameters of one list among those of the page: its words, its order, its filters. */
export function ownParameters(params: URLSearchParams, fields: readonly FilterField[], prefix = ''): Record<string, string> {
  const isOwn = (name: string): boolean => name === 'q' || name === 'sort' || fields.some(({ key }) => name === key || name.startsWith(`${key}__`));
  const named = [...params].filter(([name, value]) => name.startsWith(prefix) && value !== '').map(([name, value]) => [name.slice(prefix.length), value] as const);
  return Object.fromEntries(named.filter(([name]) => isOwn(name)));
}

export function useListAddress({ fields, defaultSort, limit, fixed, prefix }: Options): ListAddress {
  const [params] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const name = (key: string): string => prefix + key;

  const filters: Record<string, readonly string[]> = {};
  const sent: Record<string, string> = {};
  for (const field of fields) {
    const values = readField(params, name(field.key), field.kind);
    filters[field.key] = values;
    Object.assign(sent, sentOf(field.key, field.kind, values));
  }
  const search = params.get(name('q')) ?? '';
  const sort = params.get(name('sort')) ?? defaultSort;
  const cursor = params.get(name('cursor')) ?? '';
  const own = ownParameters(params, fields, prefix);
  const page = Math.max(1, Number(params.get(name('page')) ?? '1') || 1);

  /** A change of what is listed starts again at the first page and does not fill the history. */
  const change = (edit: (next: URLSearchParams) => void): void => {
    const next = new URLSearchParams(params);
    edit(next);
    next.delete(name('cursor'));
    next.delete(name('page'));
    void navigate({ search: next.toString() }, { replace: true, preventScrollReset: true });
  };

  const goTo = (target: string, number: number, cursors: readonly string[]): void => {
    const next = new URLSearchParams(params);
    if (target === '') next.delete(name('cursor'));
    else next.set(name('cursor'), target);
    if (number <= 1) next.delete(name('page'));
    else next.set(name('page'), String(number));
    void navigate({ search: next.toString() }, { state: { cursors } satisfies Trail });
  };

  return {
    query: { limit, sort, q: search, cursor, ...sent, ...fixed },
    search,
    sort,
    page,
    own,
    view: params.get(name('saved')) ?? '',
    filters,
    isFiltered: search !== '' || Object.values(filters).some((values) => values.length > 0),
    setSearch: (text) => change((next) => (text === '' ? next.delete(name('q')) : next.set(name('q'), text))),
    setSort: (value) => change((next) => (value === defaultSort ? next.delete(name('sort')) : next.set(name('sort'), value))),
    setFilter: (key, values) => change((next) => writeField(next, name(key), fields.find((field) => field.key === key)?.kind, values)),
    clear: () =>
      change((next) => {
        next.delete(name('q'));
        for (const field of fields) writeField(next, name(field.key), field.kind, []);
      }),
    apply: (query, view) =>
      change((next) => {
        for (const key of Object.keys(own)) next.delete(name(key));
        for (const [key, value] of Object.entries(query)) next.set(name(key), value);
        if (view === '') next.delete(name('saved'));
        else next.set(name('saved'), view);
      }),
    goNext: (next) => goTo(next, page + 1, [...trailOf(location.state), cursor]),
    goBack: () => {
      const trail = trailOf(location.state);
      // Opened from a link in the middle of a list: the way back is only known to the first page.
      if (trail.length === 0) goTo('', 1, []);
      else goTo(trail[trail.length - 1] ?? '', page - 1, trail.slice(0, -1));
    },
  };
}
