import { Checkbox } from 'antd';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Fragment, useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { Link } from 'react-router';

import { useWords } from '@/shared/i18n/words';

import type { Density } from './layout';
import styles from './list.module.css';
import type { Column } from './types';
import type { ListView } from './view';
import { words } from './words';

interface TableViewProps<T> {
  view: ListView<T>;
  density: Density;
  sort: string;
  onSort: (sort: string) => void;
}

/** A column without a width of its own takes what is left, and at least this much (px). */
const ROOMY = 220;
const SNUG = 110;

/** True while the table is wider than its place: then it scrolls sideways, else its head may stick to the window. */
function useOverflow(): [React.RefObject<HTMLDivElement | null>, boolean] {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => setWide(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return [box, wide];
}

function ariaSort(field: string | undefined, sort: string): 'ascending' | 'descending' | undefined {
  if (field === undefined) return undefined;
  if (sort === field) return 'ascending';
  return sort === `-${field}` ? 'descending' : undefined;
}

interface HeadCellProps<T> {
  column: Column<T>;
  isTitle: boolean;
  sort: string;
  onSort: (sort: string) => void;
}

function HeadCell<T>({ column, isTitle, sort, onSort }: HeadCellProps<T>) {
  const direction = ariaSort(column.sort, sort);
  const field = column.sort;
  let label: ReactNode = column.title;
  if (field !== undefined) {
    label = (
      <button type="button" className={styles.sortButton} onClick={() => onSort(direction === 'descending' ? field : `-${field}`)}>
        {column.title}
        {direction === 'ascending' && <ArrowUp size={12} />}
        {direction === 'descending' && <ArrowDown size={12} />}
      </button>
    );
  }
  return (
    <th aria-sort={direction} data-align={column.align} style={column.width === undefined ? { minWidth: isTitle ? ROOMY : SNUG } : { width: column.width }}>
      {label}
    </th>
  );
}

/** A click on a row opens it, unless it meant something inside the row or ended a text selection. */
export function meantTheRow(event: MouseEvent): boolean {
  if (event.target instanceof Element && event.target.closest('a, button, input, label, [role="menu"]') !== null) return false;
  return (window.getSelection()?.toString() ?? '') === '';
}

export function TableView<T>({ view, density, sort, onSort }: TableViewProps<T>) {
  const say = useWords(words);
  const [box, wide] = useOverflow();
  const { columns, cursor, selectable } = view;
  const span = columns.length + (selectable ? 1 : 0);
  const allKeys = view.groups.flatMap((group) => group.rows.map(view.rowKey));
  const allSelected = allKeys.length > 0 && cursor.selected.size === allKeys.length;
  const titleKey = (columns.find((column) => column.phone === 'title') ?? columns[0])?.key;

  const cell = (row: T, column: Column<T>): ReactNode => {
    const href = column.key === titleKey ? view.rowHref?.(row) : undefined;
    const content = column.render(row);
    return href === undefined ? (
      content
    ) : (
      <Link to={href} className={styles.titleLink}>
        {content}
      </Link>
    );
  };

  const drawRow = (row: T): ReactNode => {
    const key = view.rowKey(row);
    return (
      <tr
        key={key}
        data-row={key}
        data-focused={cursor.focused === key}
        data-selected={cursor.selected.has(key)}
        data-open={view.openKey === key}
        data-tone={view.rowTone?.(row)}
        onClick={(event) => {
          if (!meantTheRow(event)) return;
          cursor.focus(key);
          view.open(row);
        }}
      >
        {selectable && (
          <td className={styles.checkCell}>
            <Checkbox checked={cursor.selected.has(key)} aria-label={say('selectRow')} onChange={() => cursor.toggle(key)} />
          </td>
        )}
        {columns.map((column) => (
          <td key={column.key} data-align={column.align}>
            <div className={column.whole === true ? styles.wholeCell : styles.cell}>{cell(row, column)}</div>
          </td>
        ))}
      </tr>
    );
  };

  return (
    <div ref={box} className={styles.tableBox} data-wide={wide}>
      <table className={styles.table} data-density={density}>
        <thead>
          <tr>
            {selectable && (
              <th className={styles.checkCell}>
                <Checkbox
                  checked={allSelected}
                  indeterminate={cursor.selected.size > 0 && !allSelected}
                  aria-label={say('selectAll')}
                  onChange={(event) => cursor.selectAll(event.target.checked)}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} isTitle={column.key === titleKey} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {view.groups.map((group) => (
            <Fragment key={group.key}>
              {view.grouping !== undefined && (
                <tr className={styles.groupRow}>
                  <td colSpan={span}>{view.grouping.render(group.key, group.rows)}</td>
                </tr>
              )}
              {group.rows.map(drawRow)}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
