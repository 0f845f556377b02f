import { Link } from 'react-router';

import { PlainTable } from '@/shared/detail/PlainTable';
import { plainNumber } from '@/shared/format/quantity';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { useMode } from '@/shared/theme/mode';
import { palettes } from '@/shared/theme/tokens';

import { listOf, type Counted, type Group } from './api';
import { Figure, percent } from './Bars';
import styles from './statistics.module.css';
import { useGroupTitles } from './titles';
import { words } from './words';

/** More colours than this are not told apart; the rest stands together. */
const COLOURS = 7;

interface Line {
  readonly key: string;
  readonly title: string;
  readonly sum: number;
  readonly cells: ReadonlyMap<string, Group>;
}

const keyOf = (value: string | null | undefined): string => value ?? '\u0000';

/** One dimension down, the other across; each figure opens its items. */
export function Cross({ figures, view }: { figures: Counted; view: 'chart' | 'table' }) {
  const titles = useGroupTitles();
  const across = new Map<string, { title: string; sum: number }>();
  const down = new Map<string, { title: string; sum: number; cells: Map<string, Group> }>();
  for (const group of figures.groups) {
    const [title = '', other = ''] = titles(group);
    const line = down.get(keyOf(group.values[0])) ?? { title, sum: 0, cells: new Map<string, Group>() };
    down.set(keyOf(group.values[0]), { ...line, sum: line.sum + group.count, cells: line.cells.set(keyOf(group.values[1]), group) });
    const column = across.get(keyOf(group.values[1])) ?? { title: other, sum: 0 };
    across.set(keyOf(group.values[1]), { ...column, sum: column.sum + group.count });
  }
  const isOrdered = (at: number): boolean => figures.by[at]?.ordered === true;
  const lines = [...down].map(([key, line]): Line => ({ key, ...line }));
  const columns = [...across].map(([key, column]) => ({ key, ...column }));
  const shown = { lines: isOrdered(0) ? lines : lines.toSorted((a, b) => b.sum - a.sum), columns: isOrdered(1) ? columns : columns.toSorted((a, b) => b.sum - a.sum) };
  return view === 'table' ? <Table figures={figures} {...shown} /> : <Stacks {...shown} />;
}

interface Shown {
  readonly lines: readonly Line[];
  readonly columns: readonly { readonly key: string; readonly title: string; readonly sum: number }[];
}

function Table({ figures, lines, columns }: Shown & { figures: Counted }) {
  const say = useWords(words);
  const titled = useTitled();
  const single = figures.by.length === 1;
  return (
    <div className={styles.cross}>
      <PlainTable figures>
        <thead>
          <tr>
            <th>{figures.by.map((each) => titled(each.title, each.title_en)).join(' × ')}</th>
            {!single && columns.map((column) => <th key={column.key}>{column.title}</th>)}
            <th>{single ? say('count') : say('sum')}</th>
            <th>{say('share')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row">{line.title}</th>
              {!single &&
                columns.map((column) => {
                  const cell = line.cells.get(column.key);
                  return <td key={column.key}>{cell !== undefined && <Figure count={cell.count} to={listOf(cell.query, `${line.title} · ${column.title}`)} />}</td>;
                })}
              <td>{single ? <Figure count={line.sum} to={listOf([...line.cells.values()][0]?.query ?? null, line.title)} /> : <Figure count={line.sum} to={undefined} />}</td>
              <td>{percent(line.sum, figures.total)}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </div>
  );
}

function Stacks({ lines, columns }: Shown) {
  const say = useWords(words);
  const locale = useLocale();
  const colours = palettes[useMode()].series;
  const top = Math.max(1, ...lines.map((line) => line.sum));
  const named = columns.slice(0, COLOURS);
  const colourOf = (key: string): string | undefined => colours[named.findIndex((column) => column.key === key)] ?? colours[COLOURS];
  return (
    <>
      <ul className={styles.legend}>
        {named.map((column) => (
          <li key={column.key}>
            <i style={{ background: colourOf(column.key) }} />
            {column.title}
          </li>
        ))}
        {columns.length > COLOURS && (
          <li>
            <i style={{ background: colours[COLOURS] }} />
            {say('other')}
          </li>
        )}
      </ul>
      <ul className={styles.bars}>
        {lines.map((line) => (
          <li key={line.key}>
            <span className={styles.barTitle} title={line.title}>
              {line.title}
            </span>
            <span className={styles.barTrack}>
              {columns.map((column) => {
                const cell = line.cells.get(column.key);
                if (cell === undefined) return null;
                const said = `${line.title} · ${column.title} ${plainNumber(cell.count, locale)}`;
                return <Link key={column.key} to={listOf(cell.query, `${line.title} · ${column.title}`) ?? ''} title={said} aria-label={said} style={{ width: `${(cell.count / top) * 100}%`, background: colourOf(column.key) }} />;
              })}
            </span>
            <Figure count={line.sum} to={undefined} />
          </li>
        ))}
      </ul>
    </>
  );
}
