import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';

import { listOf, type Completeness, type ItemFilter, type Overview as Figures, type Statistic } from './api';
import { Bars, Figure, Growth, percent } from './Bars';
import { ExportMenu } from './ExportMenu';
import styles from './statistics.module.css';
import { words } from './words';

/** Groups of a section; the rest is one step away. */
const SHOWN = 8;
const ORDER = ['family', 'type', 'organisation', 'health', 'seen', 'lifecycle', 'attributes.vendor', 'age', 'warranty'];
const TONED = new Set(['health', 'warranty']);

/** The inventory on one page. `open` leads to the whole of one statistic. */
export function Overview({ figures, filter, open }: { figures: Figures; filter: ItemFilter; open: (by: string) => string }) {
  const say = useWords(words);
  const titled = useTitled();
  if (figures.total === 0) return <Notice title={say('none')} detail={say('noneHint')} />;
  const keyOf = (section: Statistic): string => section.by[0]?.key ?? '';
  const sections = ORDER.flatMap((key) => figures.sections.filter((section) => keyOf(section) === key));
  const growth = figures.sections.find((section) => keyOf(section) === 'registered');
  return (
    <>
      <p className={styles.total}>
        {say('total')} <Figure count={figures.total} to={`/items?${new URLSearchParams(filter).toString()}`} />
      </p>
      <div className={styles.grid}>
        {sections.map((section) => {
          const key = keyOf(section);
          const hidden = Math.max(0, section.groups.length - SHOWN) + section.more;
          return (
            <Section
              key={key}
              title={titled(section.by[0]?.title ?? '', section.by[0]?.title_en ?? '')}
              extra={
                key !== 'family' && (
                  <span className={styles.tools}>
                    <Link to={open(key)}>{hidden > 0 ? say('more', { n: hidden }) : say('all')}</Link>
                    <ExportMenu by={key} filter={filter} />
                  </span>
                )
              }
            >
              <Bars groups={section.groups.slice(0, SHOWN)} total={figures.total} toned={TONED.has(key)} />
            </Section>
          );
        })}
        {growth !== undefined && growth.groups.length > 0 && (
          <Section title={say('growth')} extra={<ExportMenu by="registered" filter={filter} />}>
            <p className={styles.note}>{say('growthNote')}</p>
            <Growth groups={growth.groups} />
          </Section>
        )}
        {figures.completeness.length > 0 && (
          <Section title={say('completeness')} extra={<ExportMenu by="" filter={filter} />}>
            <CompletenessBars rows={figures.completeness} />
          </Section>
        )}
      </div>
    </>
  );
}

function CompletenessBars({ rows }: { rows: readonly Completeness[] }) {
  const say = useWords(words);
  const titled = useTitled();
  return (
    <ul className={styles.bars}>
      {rows.map((row) => {
        const title = titled(row.title, row.title_en);
        const missing = row.expected - row.filled;
        const to = listOf(row.query, `${title} · ${say('missing', { n: missing })}`);
        return (
          <li key={row.attribute}>
            <span className={styles.barTitle}>{title}</span>
            <span className={styles.barTrack} aria-hidden="true">
              {row.filled > 0 && <span style={{ width: `${(row.filled / row.expected) * 100}%` }} />}
            </span>
            {missing === 0 || to === undefined ? <span className={styles.figure}>{say('whole')}</span> : <Link className={styles.figure} to={to}>{say('missing', { n: missing })}</Link>}
            <span className={styles.share}>{percent(row.filled, row.expected)}</span>
          </li>
        );
      })}
    </ul>
  );
}
