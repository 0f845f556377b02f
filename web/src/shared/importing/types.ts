/** What a row of a table would do, or did. */
export type Verdict = 'create' | 'update' | 'unchanged' | 'review' | 'error';

/** A row that was looked at: what is wrong with it, or what would change. */
export interface JudgedRow {
  readonly number: number;
  readonly verdict: Verdict;
  readonly cells: Readonly<Record<string, string>>;
  readonly messages: readonly { readonly column: string; readonly message: string }[];
  /** {field: [old, new]} */
  readonly changes: Readonly<Record<string, readonly unknown[]>>;
}

/** How many rows would do what; some tables have no rows that a person must decide. */
export interface RowCounts {
  readonly creates: number;
  readonly updates: number;
  readonly unchanged: number;
  readonly reviews?: number;
  readonly errors: number;
}

/** One uploaded table, as far as every kind of import is alike. */
export interface ImportedTable extends RowCounts {
  readonly id: string;
  readonly file_name: string;
  readonly state: 'waiting' | 'checking' | 'refused' | 'checked' | 'applying' | 'applied' | 'failed' | 'cancelled';
  readonly problem: string;
  readonly total: number;
  readonly done: number;
  readonly actor_name: string;
  readonly created_at: string;
}

/** Fields of a record, and what stands in them, as people read them. */
export interface FieldWording {
  readonly field: (name: string) => string;
  readonly value: (name: string, value: unknown) => string;
}
