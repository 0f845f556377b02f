import { Checkbox } from 'antd';
import { Fragment } from 'react';
import { Link } from 'react-router';

import { useWords } from '@/shared/i18n/words';

import styles from './list.module.css';
import { meantTheRow } from './TableView';
import type { ListView } from './view';
import { words } from './words';

/** The list on a phone: one card a row, a headline, its state beside it, the rest in a quiet line. */
export function CardView<T>({ view, selecting }: { view: ListView<T>; selecting: boolean }) {
  const say = useWords(words);
  const { columns, cursor } = view;
  const title = columns.find((column) => column.phone === 'title') ?? columns[0];
  const state = columns.find((column) => column.phone === 'state');
  const meta = columns.filter((column) => column !== title && column !== state && column.phone === 'meta');
  if (title === undefined) return null;

  const card = (row: T) => {
    const key = view.rowKey(row);
    const href = view.rowHref?.(row);
    return (
      <li
        key={key}
        className={styles.card}
        data-row={key}
        data-tone={view.rowTone?.(row)}
        data-selected={cursor.selected.has(key)}
        data-open={view.openKey === key}
        onClick={(event) => {
          if (!meantTheRow(event)) return;
          cursor.focus(key);
          view.open(row);
        }}
      >
        {selecting && (
          <Checkbox
            className={styles.cardCheck}
            checked={cursor.selected.has(key)}
            aria-label={say('selectRow')}
            onChange={() => cursor.toggle(key)}
          />
        )}
        <div className={styles.cardBody}>
          <div className={styles.cardHead}>
            <span className={styles.cardTitle}>{href === undefined ? title.render(row) : <Link to={href}>{title.render(row)}</Link>}</span>
            {state !== undefined && <span className={styles.cardState}>{state.render(row)}</span>}
          </div>
          <div className={styles.cardMeta}>
            {meta.map((column) => (
              <span key={column.key}>{column.render(row)}</span>
            ))}
          </div>
        </div>
      </li>
    );
  };

  return (
    <ul className={styles.cards}>
      {view.groups.map((group) => (
        <Fragment key={group.key}>
          {view.grouping !== undefined && <li className={styles.cardGroup}>{view.grouping.render(group.key, group.rows)}</li>}
          {group.rows.map(card)}
        </Fragment>
      ))}
    </ul>
  );
}
