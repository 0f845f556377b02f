import type { Tone } from '@/shared/theme/tokens';

import type { RowGroup } from './rows';
import type { Column, Grouping } from './types';
import type { RowCursor } from './useRowCursor';

/** What both shapes of a list (table, cards) are drawn from. */
export interface ListView<T> {
  readonly columns: readonly Column<T>[];
  readonly groups: readonly RowGroup<T>[];
  readonly grouping: Grouping<T> | undefined;
  readonly rowKey: (row: T) => string;
  readonly rowHref: ((row: T) => string) | undefined;
  readonly rowTone: ((row: T) => Tone | undefined) | undefined;
  readonly open: (row: T) => void;
  readonly openKey: string | undefined;
  readonly cursor: RowCursor;
  readonly selectable: boolean;
}
