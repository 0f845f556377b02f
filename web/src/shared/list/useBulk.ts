import { App } from 'antd';
import { useState } from 'react';

import type { RowResult } from '@/shared/api/page';
import { asProblem } from '@/shared/api/problem';

import type { BulkAction } from './types';

export interface BulkOutcome {
  readonly title: string;
  readonly results: readonly RowResult[];
  readonly skipped: number;
  readonly names: ReadonlyMap<string, string>;
}

interface Bulk<T> {
  readonly busy: string | undefined;
  readonly outcome: BulkOutcome | undefined;
  readonly run: (action: BulkAction<T>, rows: readonly T[]) => Promise<void>;
  readonly dismiss: () => void;
}

interface Options<T> {
  readonly rowKey: (row: T) => string;
  readonly rowName: (row: T) => string;
  /** Called with the rows that failed, which stay selected so that they can be tried again. */
  readonly onDone: (failed: readonly string[]) => void;
}

/** Runs an action over many rows and keeps what became of each; a request that fails as a whole fails every row. */
export function useBulk<T>({ rowKey, rowName, onDone }: Options<T>): Bulk<T> {
  const { modal } = App.useApp();
  const [busy, setBusy] = useState<string>();
  const [outcome, setOutcome] = useState<BulkOutcome>();

  const run = async (action: BulkAction<T>, rows: readonly T[]): Promise<void> => {
    const fitting = rows.filter((row) => action.applies?.(row) ?? true);
    if (rows.length === 0 || busy !== undefined) return;
    if (action.confirm !== undefined && !(await modal.confirm({ title: action.title, content: action.confirm, okText: action.title }))) return;
    setBusy(action.key);
    let results: readonly RowResult[] = [];
    try {
      const running = fitting.length > 0 ? action.run(fitting) : Promise.resolve(results);
      if (running === undefined) return;
      results = await running;
    } catch (error) {
      const message = asProblem(error).told;
      results = fitting.map((row) => ({ id: rowKey(row), ok: false, message }));
    } finally {
      setBusy(undefined);
    }
    setOutcome({
      title: action.title,
      results,
      skipped: rows.length - fitting.length,
      names: new Map(fitting.map((row) => [rowKey(row), rowName(row)])),
    });
    onDone(results.filter((result) => !result.ok).map((result) => result.id));
  };

  return { busy, outcome, run, dismiss: () => setOutcome(undefined) };
}
