import type { Grouping } from './types';

export interface RowGroup<T> {
  readonly key: string;
  readonly rows: readonly T[];
}

/** Rows under their headings, headings in order of their first row; one nameless group without grouping. */
export function groupRows<T>(rows: readonly T[], grouping: Grouping<T> | undefined): RowGroup<T>[] {
  if (grouping === undefined) return [{ key: '', rows }];
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = grouping.key(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups].map(([key, grouped]) => ({ key, rows: grouped }));
}
