import { parametersOf } from '@/shared/list/fieldAddress';
import type { FilterField } from '@/shared/list/types';

/** What an address has that is no filter of the list. */
const OTHERS = new Set(['q', 'sort', 'limit', 'cursor', 'page', 'saved', 'shown', 'by', 'view', 'tab']);

/** The filters of an address that no field on the page stands for: they came with a link, from a figure of the statistics for instance. */
export function pinnedIn(params: URLSearchParams, fields: readonly FilterField[]): Readonly<Record<string, string>> {
  const held = new Set(fields.flatMap((field) => parametersOf(field.key, field.kind)));
  return Object.fromEntries([...params].filter(([name, value]) => value !== '' && !OTHERS.has(name) && !held.has(name)));
}
