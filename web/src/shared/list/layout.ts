import { jsonPreference, type Preference } from '@/shared/preference/preference';

import type { Column } from './types';

export type Density = 'normal' | 'compact';

/** How this person likes a list: which columns (by difference from the default) and how dense. */
export interface ListLayout {
  readonly hidden: readonly string[];
  readonly shown: readonly string[];
  readonly density: Density;
}

export const DEFAULT_LAYOUT: ListLayout = { hidden: [], shown: [], density: 'normal' };

function isLayout(value: unknown): value is ListLayout {
  if (typeof value !== 'object' || value === null) return false;
  const { hidden, shown, density } = value as Record<string, unknown>;
  return Array.isArray(hidden) && Array.isArray(shown) && (density === 'normal' || density === 'compact');
}

const layouts = new Map<string, Preference<ListLayout>>();

export function layoutOf(listId: string): Preference<ListLayout> {
  const known = layouts.get(listId);
  if (known !== undefined) return known;
  const made = jsonPreference<ListLayout>(`list.${listId}`, DEFAULT_LAYOUT, isLayout);
  layouts.set(listId, made);
  return made;
}

export function isVisible<T>(column: Column<T>, layout: ListLayout): boolean {
  if (column.fixed === true) return true;
  if (column.optional === true) return layout.shown.includes(column.key);
  return !layout.hidden.includes(column.key);
}

export function toggleColumn<T>(column: Column<T>, layout: ListLayout): ListLayout {
  const flip = (keys: readonly string[]): string[] =>
    keys.includes(column.key) ? keys.filter((key) => key !== column.key) : [...keys, column.key];
  return column.optional === true ? { ...layout, shown: flip(layout.shown) } : { ...layout, hidden: flip(layout.hidden) };
}
