import type { RowResult } from '@/shared/api/page';
import { asProblem } from '@/shared/api/problem';

/** A bulk action of an API that takes one row at a time: what became of each. */
export function rowByRow<T extends { readonly id: string }>(act: (row: T) => Promise<unknown>): (rows: readonly T[]) => Promise<RowResult[]> {
  const outcome = (row: T): Promise<RowResult> =>
    act(row).then(
      () => ({ id: row.id, ok: true }),
      (error: unknown) => ({ id: row.id, ok: false, message: asProblem(error).told }),
    );
  return (rows) => Promise.all(rows.map(outcome));
}
