import { api, unwrap, type Schemas } from '@/shared/api/client';

import type { ListLayout } from './layout';

export type KeptView = Schemas['ListViewOut'];
export type ViewContent = Schemas['ViewContent'];

const MOST = 200;

export async function fetchViews(list: string): Promise<KeptView[]> {
  return (await unwrap(api.GET('/api/v1/list-views', { params: { query: { list, limit: MOST } } }))).items;
}

export const keepView = (body: Schemas['ListViewIn']): Promise<KeptView> => unwrap(api.POST('/api/v1/list-views', { body }));
export const changeView = (id: string, body: Schemas['ListViewPatchIn']): Promise<KeptView> =>
  unwrap(api.PATCH('/api/v1/list-views/{view_id}', { params: { path: { view_id: id } }, body }));
export const removeView = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/list-views/{view_id}', { params: { path: { view_id: id } } }));

/** What a list shows now, as a view keeps it. `table` names the columns' variant: the items of one type have their own. */
export function contentOf(query: Readonly<Record<string, string>>, table: string, layout: ListLayout): ViewContent {
  return { query: { ...query }, table, hidden: [...layout.hidden], shown: [...layout.shown], density: layout.density, places: {} };
}

export function layoutIn(content: ViewContent): ListLayout {
  return { hidden: content.hidden ?? [], shown: content.shown ?? [], density: content.density };
}

function plain(content: ViewContent): string {
  const query = Object.entries(content.query ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  const sorted = (keys: readonly string[] | undefined): string[] => [...(keys ?? [])].sort();
  return JSON.stringify([query, content.table, sorted(content.hidden), sorted(content.shown), content.density]);
}

/** Whether two views show the same. */
export function showsTheSame(one: ViewContent, other: ViewContent): boolean {
  return plain(one) === plain(other);
}
