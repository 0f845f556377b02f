import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Inbox, SearchX } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useNavigate } from 'react-router';

import type { ListQuery } from '@/shared/api/page';
import { useWords } from '@/shared/i18n/words';
import { useShortcuts, type Shortcut } from '@/shared/keyboard/shortcuts';
import { usePreference } from '@/shared/preference/preference';
import { Failure, StaleLine } from '@/shared/state/Failure';
import { Notice } from '@/shared/state/Notice';
import { Skeleton } from '@/shared/state/Skeleton';
import type { Tone } from '@/shared/theme/tokens';
import { usePhone } from '@/shared/theme/usePhone';

import { BulkBar, BulkReport } from './BulkBar';
import { CardView } from './CardView';
import { ExportButton } from './ExportButton';
import { isVisible, layoutOf } from './layout';
import styles from './list.module.css';
import { Pager } from './Pager';
import { groupRows } from './rows';
import { TableView } from './TableView';
import { Toolbar } from './Toolbar';
import type { BulkAction, Column, FilterField, Grouping, ListSource } from './types';
import { useBulk } from './useBulk';
import { useListAddress } from './useListAddress';
import { useRowCursor } from './useRowCursor';
import type { ListView } from './view';
import { ViewsMenu } from './ViewsMenu';
import { words } from './words';

export interface ResourceTableProps<T> {
  /** Names the list in this browser (columns, density, focus). */
  id: string;
  source: ListSource<T>;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** How a row is called in the report of a bulk action. */
  rowName?: (row: T) => string;
  rowHref?: (row: T) => string;
  /** Instead of following `rowHref`: a side panel, for instance. */
  onOpen?: (row: T) => void;
  /** The row shown in a side panel. */
  openKey?: string | undefined;
  rowTone?: (row: T) => Tone | undefined;
  filters?: readonly FilterField[];
  defaultSort?: string;
  fixed?: ListQuery;
  limit?: number;
  searchable?: boolean;
  searchHint?: string;
  bulk?: readonly BulkAction<T>[];
  grouping?: Grouping<T> | undefined;
  prefix?: string;
  /** Whose kept views it offers, where variants of one list share them; by default those of `id`. False: none. */
  views?: string | false;
  toolbar?: ReactNode;
  /** First use: how to get the first thing in. */
  empty?: ReactNode;
}

const NO_FILTERS: readonly FilterField[] = [];
const NO_ACTIONS: readonly never[] = [];
const NO_QUERY: ListQuery = {};

/** A list as a person at work needs it: address-bound, keyboard-driven, in every state it can be in. See /styleguide. */
export function ResourceTable<T>(props: ResourceTableProps<T>) {
  const { id, source, columns, rowKey, limit = 50, prefix = '' } = props;
  const fields = props.filters ?? NO_FILTERS;
  const actions: readonly BulkAction<T>[] = props.bulk ?? NO_ACTIONS;
  const say = useWords(words);
  const phone = usePhone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const searchId = useId();
  const box = useRef<HTMLDivElement>(null);
  // A list that is always narrowed is about the one record of its page, unless it says otherwise.
  const views = props.views ?? (props.fixed === undefined && source.path !== undefined ? id : false);
  const [layout, setLayout] = usePreference(layoutOf(id));
  const address = useListAddress({ fields, defaultSort: props.defaultSort ?? '', limit, fixed: props.fixed ?? NO_QUERY, prefix });

  const queryKey = [...source.key, address.query];
  const list = useQuery({
    queryKey,
    queryFn: ({ signal }) => source.fetch(address.query, signal),
    placeholderData: keepPreviousData,
    ...(source.refreshMs !== undefined && { refetchInterval: source.refreshMs }),
  });
  const rows = list.data?.items ?? [];
  const groups = groupRows(rows, props.grouping);
  const ordered = groups.flatMap((group) => group.rows);
  const cursor = useRowCursor(JSON.stringify(queryKey), ordered.map(rowKey));

  const open = (row: T): void => {
    if (props.onOpen !== undefined) props.onOpen(row);
    else if (props.rowHref !== undefined) void navigate(props.rowHref(row));
  };
  const selectedRows = ordered.filter((row) => cursor.selected.has(rowKey(row)));
  const focusedRow = ordered.find((row) => rowKey(row) === cursor.focused);
  const bulk = useBulk<T>({
    rowKey,
    rowName: props.rowName ?? rowKey,
    onDone: (failed) => {
      cursor.select(failed);
      void client.invalidateQueries({ queryKey: [...source.key] });
    },
  });

  const step = (by: 1 | -1): void => {
    const key = cursor.move(by);
    const row = ordered.find((each) => rowKey(each) === key);
    // A side panel that is open follows the focus.
    if (props.openKey !== undefined && row !== undefined) open(row);
  };
  const shortcuts: Shortcut[] = [
    { keys: 'j', title: say('moveDown'), run: () => step(1) },
    { keys: 'k', title: say('moveUp'), run: () => step(-1) },
    { keys: 'Enter', title: say('open'), run: () => focusedRow !== undefined && open(focusedRow) },
  ];
  if (props.searchable !== false) shortcuts.push({ keys: '/', title: say('find'), run: () => document.getElementById(searchId)?.focus() });
  if (actions.length > 0) {
    shortcuts.push({ keys: 'x', title: say('mark'), run: () => cursor.focused !== undefined && cursor.toggle(cursor.focused) });
  }
  for (const action of actions) {
    if (action.shortcut === undefined) continue;
    const run = (): void => {
      const target = selectedRows.length > 0 ? selectedRows : focusedRow === undefined ? [] : [focusedRow];
      void bulk.run(action, target);
    };
    shortcuts.push({ keys: action.shortcut, title: action.title, run });
  }
  useShortcuts(shortcuts);

  useEffect(() => {
    if (cursor.focused === undefined) return;
    const drawn = [...(box.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    drawn.find((row) => row.dataset.row === cursor.focused)?.scrollIntoView({ block: 'nearest' });
  }, [cursor.focused]);

  const view: ListView<T> = {
    columns: columns.filter((column) => phone || isVisible(column, layout)),
    groups,
    grouping: props.grouping,
    rowKey,
    rowHref: props.rowHref,
    rowTone: props.rowTone,
    open,
    openKey: props.openKey,
    cursor,
    selectable: actions.length > 0,
  };

  const body = (): ReactNode => {
    if (list.data === undefined) {
      return list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : <Skeleton rows={8} />;
    }
    if (rows.length > 0) {
      return phone ? (
        <CardView view={view} selecting={actions.length > 0} />
      ) : (
        <TableView view={view} density={layout.density} sort={address.sort} onSort={address.setSort} />
      );
    }
    if (address.isFiltered) {
      return (
        <Notice icon={<SearchX size={28} strokeWidth={1.4} />} title={say('nothingFound')} detail={say('nothingFoundHint')}>
          <Button onClick={address.clear}>{say('clear')}</Button>
        </Notice>
      );
    }
    return props.empty ?? <Notice icon={<Inbox size={28} strokeWidth={1.4} />} title={say('nothing')} />;
  };

  return (
    <div ref={box} className={styles.list} data-refreshing={list.isPlaceholderData}>
      {(props.searchable !== false || fields.length > 0 || props.toolbar !== undefined) && (
        <Toolbar
          address={address}
          fields={fields}
          columns={columns}
          layout={layout}
          onLayout={setLayout}
          searchable={props.searchable !== false}
          searchHint={props.searchHint}
          searchId={searchId}
          phone={phone}
          extra={props.toolbar}
          end={
            <>
              {views !== false && <ViewsMenu list={views} table={id} address={address} layout={layout} phone={phone} />}
              {source.path !== undefined && <ExportButton path={source.path} query={address.query} total={list.data?.total ?? null} />}
            </>
          }
        />
      )}
      {bulk.outcome !== undefined && <BulkReport outcome={bulk.outcome} onClose={bulk.dismiss} />}
      {list.isRefetchError && <StaleLine onRetry={() => void list.refetch()} />}
      <div className={styles.body}>{body()}</div>
      {list.data !== undefined && rows.length > 0 && (
        <Pager address={address} limit={limit} shown={rows.length} total={list.data.total} next={list.data.next} />
      )}
      {selectedRows.length > 0 && (
        <BulkBar
          rows={selectedRows}
          actions={actions}
          busy={bulk.busy}
          onRun={(action, chosen) => void bulk.run(action, chosen)}
          onClear={() => cursor.selectAll(false)}
        />
      )}
    </div>
  );
}
