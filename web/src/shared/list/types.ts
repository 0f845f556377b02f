import type { ReactNode } from 'react';

import type { ListQuery, Page, RowResult } from '@/shared/api/page';
import type { Tone } from '@/shared/theme/tokens';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: T) => ReactNode;
  /** The field of the API that orders by this column; absent if it cannot. */
  readonly sort?: string | undefined;
  readonly align?: 'left' | 'right' | undefined;
  /** Preferred width in px; the column without one takes the rest. */
  readonly width?: number | undefined;
  /** Its place on a phone's card: the headline, beside the headline, in the line below, or nowhere. */
  readonly phone?: 'title' | 'state' | 'meta' | 'hidden' | undefined;
  /** Takes the lines it needs; others are cut after two. */
  readonly whole?: boolean | undefined;
  /** Cannot be switched off. */
  readonly fixed?: boolean | undefined;
  /** Off until a person switches it on. */
  readonly optional?: boolean | undefined;
}

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone | undefined;
}

/**
 * A field to narrow the list by; several values are sent as `<key>__in`. One of `text` takes typed words (sent as
 * `<key>__contains`), one of `range` two moments on the estate's clock (`<key>__gte`, `<key>__lt`); both have no options.
 */
export interface FilterField {
  readonly key: string;
  readonly kind?: 'text' | 'range' | undefined;
  readonly title: string;
  readonly options: readonly FilterOption[];
  readonly single?: boolean | undefined;
}

export interface BulkAction<T> {
  readonly key: string;
  readonly title: string;
  /** The key that does it to the selected rows, or to the one in focus. */
  readonly shortcut?: string | undefined;
  /** Rows it makes no sense for are left out and said so. */
  readonly applies?: ((row: T) => boolean) | undefined;
  /** Said before it runs, of what cannot be taken back; it runs when a person agrees. */
  readonly confirm?: string | undefined;
  /** What became of each row; nothing for one that leads to another page with them. */
  readonly run: (rows: readonly T[]) => Promise<readonly RowResult[]> | undefined;
}

export interface Grouping<T> {
  readonly key: (row: T) => string;
  readonly render: (key: string, rows: readonly T[]) => ReactNode;
}

export interface ListSource<T> {
  /** Part of the query key; the address of the list is added. */
  readonly key: readonly unknown[];
  /** Its address in the API (`/api/v1/items`); what has one can be exported, and its views can be kept. */
  readonly path?: string | undefined;
  readonly fetch: (query: ListQuery, signal: AbortSignal) => Promise<Page<T>>;
  /** How often to look again, in ms; absent for lists that only change by hand. */
  readonly refreshMs?: number | undefined;
}
