import { Button, Dropdown } from 'antd';
import { ChartLine, Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { PlainTable } from '@/shared/detail/PlainTable';
import { quantity, quantityText } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { useMode } from '@/shared/theme/mode';
import { palettes } from '@/shared/theme/tokens';
import { absolute } from '@/shared/time/format';

import styles from './charts.module.css';
import { limitSeries, type ChartSeries, type Threshold } from './series';
import { words } from './words';

const Canvas = lazy(() => import('./Canvas'));

interface TimeChartProps {
  title: string;
  unit: string;
  kind: 'line' | 'area';
  series: readonly ChartSeries[];
  thresholds?: readonly Threshold[];
  fromMs: number;
  toMs: number;
  queries?: readonly string[];
  group?: string;
  height?: number;
  onZoom?: (fromMs: number, toMs: number) => void;
}

const NO_THRESHOLDS: readonly Threshold[] = [];

function lastValue(series: ChartSeries): number | undefined {
  for (let at = series.points.length - 1; at >= 0; at -= 1) {
    const value = series.points[at]?.[1];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

function DataTable({ series, unit }: { series: readonly ChartSeries[]; unit: string }) {
  const say = useWords(words);
  const locale = useLocale();
  const moments = [...new Set(series.flatMap((each) => each.points.map(([ms]) => ms)))].sort((a, b) => b - a);
  const columns = series.map((each) => new Map(each.points));
  return (
    <div className={styles.dataTable}>
      <PlainTable figures>
        <thead>
          <tr>
            <th>{say('time')}</th>
            {series.map((each) => (
              <th key={each.name}>{each.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {moments.map((ms) => (
            <tr key={ms}>
              <td>{absolute(ms)}</td>
              {columns.map((values, at) => {
                const value = values.get(ms);
                return <td key={series[at]?.name ?? at}>{value === null || value === undefined ? '' : quantityText(value, unit, locale)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </div>
  );
}

/** A chart over time with its legend, its table and its query. */
export function TimeChart(props: TimeChartProps) {
  const { title, unit, kind, fromMs, toMs, thresholds = NO_THRESHOLDS, queries = [], group = 'page', height = 180 } = props;
  const say = useWords(words);
  const locale = useLocale();
  const palette = palettes[useMode()];
  const [shows, setShows] = useState<'chart' | 'table' | 'query'>('chart');
  const series = limitSeries(props.series, say('other'));
  const empty = series.every((each) => each.points.every(([, value]) => value === null));
  const items = [
    { key: 'chart', label: say('chart') },
    { key: 'table', label: say('table') },
    ...(queries.length > 0 ? [{ key: 'query', label: say('query') }] : []),
  ].filter((item) => item.key !== shows);

  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.captionTitle}>{title}</span>
        <Dropdown menu={{ items, onClick: ({ key }) => setShows(key as typeof shows) }} trigger={['click']}>
          <Button type="text" size="small" icon={<Ellipsis size={15} />} aria-label={`${title}: ${say('options')}`} />
        </Dropdown>
      </figcaption>
      {shows === 'query' && <pre className={styles.query}>{queries.join('\n')}</pre>}
      {shows === 'table' && <DataTable series={series} unit={unit} />}
      {shows === 'chart' && empty && (
        <Notice compact icon={<ChartLine size={24} strokeWidth={1.4} />} title={say('noData')} detail={say('noDataHint')} />
      )}
      {shows === 'chart' && !empty && (
        <>
          <Suspense fallback={<div style={{ height }} />}>
            <Canvas
              label={title}
              series={series}
              unit={unit}
              kind={kind}
              thresholds={thresholds}
              fromMs={fromMs}
              toMs={toMs}
              height={height}
              group={group}
              onZoom={props.onZoom}
            />
          </Suspense>
          <ul className={styles.legend}>
            {series.map((each, at) => {
              const last = lastValue(each);
              return (
                <li key={each.name}>
                  <i style={{ background: palette.series[at % palette.series.length] }} />
                  <span className={styles.legendName}>{each.name}</span>
                  {last !== undefined && <b>{quantityText(last, unit, locale)}</b>}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </figure>
  );
}

/** One figure, large, with the tone of the threshold it has crossed. */
export function StatTile({ title, value, unit, tone }: { title: string; value: number | undefined; unit: string; tone?: 'critical' | 'warning' | undefined }) {
  const say = useWords(words);
  const locale = useLocale();
  if (unit === 'state' && value !== undefined) {
    const runs = value > 0;
    return (
      <figure className={styles.figure}>
        <figcaption className={styles.caption}>
          <span className={styles.captionTitle}>{title}</span>
        </figcaption>
        <div className={styles.stat}>
          <StateBadge tone={runs ? 'ok' : 'critical'} label={say(runs ? 'up' : 'down')} />
        </div>
      </figure>
    );
  }
  const shown = value === undefined ? undefined : quantity(value, unit, locale);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.captionTitle}>{title}</span>
      </figcaption>
      <div className={styles.stat} data-tone={tone}>
        {shown === undefined ? (
          <span className={styles.statEmpty}>{say('noData')}</span>
        ) : (
          <>
            {shown.text}
            <small>{shown.unit}</small>
          </>
        )}
      </div>
    </figure>
  );
}
