/** One page of a list (the grammar of all lists). */
export interface Page<T> {
  items: T[];
  /** Where the next page starts; null on the last. */
  next: string | null;
  /** How many rows match in all; null where counting would cost too much. */
  total: number | null;
}

/** `limit`, `cursor`, `sort`, `q` and the filters of the list, spelled as in the address of the API. */
export type ListQuery = Readonly<Record<string, string | number | undefined>>;

/** What became of one row of a bulk action. */
export interface RowResult {
  id: string;
  ok: boolean;
  message?: string | null;
}
