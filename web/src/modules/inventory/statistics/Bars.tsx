import { Link } from 'react-router';

import { plainNumber } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';

import { listOf, type Group } from './api';
import styles from './statistics.module.css';
import { useGroupTitles } from './titles';
import { words } from './words';

const TONES: Readonly<Record<string, string>> = { critical: 'critical', warning: 'warning', ok: 'ok', unknown: 'idle', over: 'critical', d30: 'warning' };

/** Groups as bars from zero with their figures: a chart that is its own table. `toned` ones are states and have their colours. */
export function Bars({ groups, total, toned = false }: { groups: readonly Group[]; total: number; toned?: boolean }) {
  const titles = useGroupTitles();
  const top = Math.max(1, ...groups.map((group) => group.count));
  return (
    <ul className={styles.bars}>
      {groups.map((group) => {
        const title = titles(group).join(' · ');
        return (
          <li key={group.values.join('\n')}>
            <span className={styles.barTitle} title={title} data-none={group.values[0] === null}>
              {title}
            </span>
            <span className={styles.barTrack} aria-hidden="true">
              <span style={{ width: `${(group.count / top) * 100}%` }} data-tone={group.values[0] === null ? 'idle' : toned ? TONES[group.values[0] ?? ''] : undefined} />
            </span>
            <Figure count={group.count} to={listOf(group.query, title)} />
            <span className={styles.share}>{percent(group.count, total)}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function percent(count: number, total: number): string {
  return total === 0 ? '' : `${((count / total) * 100).toFixed(1)}%`;
}

/** A number that opens its items. */
export function Figure({ count, to }: { count: number; to: string | undefined }) {
  const locale = useLocale();
  const said = plainNumber(count, locale);
  return to === undefined || count === 0 ? <span className={styles.figure}>{said}</span> : <Link className={styles.figure} to={to}>{said}</Link>;
}

/** How the inventory grew: a column a month, as high as all that was registered until then. */
export function Growth({ groups }: { groups: readonly Group[] }) {
  const say = useWords(words);
  const titles = useGroupTitles();
  const months = groups.filter((group) => group.values[0] !== null);
  const sums = months.map((_, at) => months.slice(0, at + 1).reduce((sum, each) => sum + each.count, 0));
  const top = Math.max(1, ...sums);
  return (
    <div className={styles.growth}>
      <div className={styles.columns}>
        {months.map((group, at) => {
          const month = titles(group)[0] ?? '';
          const to = listOf(group.query, month);
          const said = say('growthPoint', { month, n: group.count, sum: sums[at] ?? 0 });
          return (
            <Link key={month} to={to ?? ''} title={said} aria-label={said}>
              <span style={{ height: `${((sums[at] ?? 0) / top) * 100}%` }}>
                <i style={{ height: `${(group.count / Math.max(1, sums[at] ?? 1)) * 100}%` }} />
              </span>
            </Link>
          );
        })}
      </div>
      <div className={styles.axis}>
        <span>{titles(months[0])[0]}</span>
        {months.length > 1 && <span>{titles(months.at(-1))[0]}</span>}
      </div>
    </div>
  );
}
