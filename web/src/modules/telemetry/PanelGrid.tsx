import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChartNoAxesCombined } from 'lucide-react';

import { api, unwrap } from '@/shared/api/client';
import { RangePicker } from '@/shared/charts/RangePicker';
import { stepFor, useTimeRange, type TimeRange } from '@/shared/charts/range';
import { withGaps, type ChartSeries, type Threshold } from '@/shared/charts/series';
import { StatTile, TimeChart } from '@/shared/charts/TimeChart';
import { useLocale, useTitled, useWords, type Titled } from '@/shared/i18n/words';
import { Failure } from '@/shared/state/Failure';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Skeleton } from '@/shared/state/Skeleton';

import { queryRange, toChartSeries } from './prometheus';
import styles from './telemetry.module.css';
import type { Panel } from './types';
import { words } from './words';

const REFRESH_MS = 15_000;

interface PanelData {
  readonly series: readonly ChartSeries[];
  readonly fromMs: number;
  readonly toMs: number;
}

async function fetchPanel(panel: Panel, range: TimeRange, titled: Titled, signal: AbortSignal): Promise<PanelData> {
  const step = stepFor(range.seconds);
  // Ends fall on whole steps, so that a moving range does not make the points dance.
  const end = Math.floor((range.to ?? Date.now() / 1000) / step) * step;
  const start = Math.floor((range.from ?? end - range.seconds) / step) * step;
  const answers = await Promise.all(panel.queries.map((query) => queryRange(query.expr, start, end, step, signal)));
  const series = panel.queries.flatMap((query, at) => toChartSeries(titled(query.legend, query.legend_en), answers[at] ?? []));
  return {
    series: series.map((each) => ({ ...each, points: withGaps(each.points, step * 1000) })),
    fromMs: start * 1000,
    toMs: end * 1000,
  };
}

function thresholdsOf(panel: Panel): Threshold[] {
  return panel.thresholds.map((each) => ({ value: each.value, tone: each.severity === 'critical' ? 'critical' : 'warning' }));
}

function toneOf(value: number | undefined, thresholds: readonly Threshold[]): Threshold['tone'] | undefined {
  if (value === undefined) return undefined;
  const crossed = thresholds.filter((each) => value >= each.value);
  return crossed.some((each) => each.tone === 'critical') ? 'critical' : crossed[0]?.tone;
}

function PanelView({ panel }: { panel: Panel }) {
  const locale = useLocale();
  const titled = useTitled();
  const [range, { zoom }] = useTimeRange();
  const title = titled(panel.title, panel.title_en);
  const data = useQuery({
    queryKey: ['panel', panel.key, panel.queries, range.key, locale],
    queryFn: ({ signal }) => fetchPanel(panel, range, titled, signal),
    placeholderData: keepPreviousData,
    ...(range.live && { refetchInterval: REFRESH_MS }),
  });
  const thresholds = thresholdsOf(panel);
  if (data.data === undefined) {
    return (
      <figure className={styles.waiting}>
        <figcaption>{title}</figcaption>
        {data.isError ? <Failure compact error={data.error} onRetry={() => void data.refetch()} /> : <Skeleton rows={4} />}
      </figure>
    );
  }
  const { series, fromMs, toMs } = data.data;
  if (panel.kind === 'stat') {
    const value = series[0]?.points.findLast(([, each]) => each !== null)?.[1] ?? undefined;
    return <StatTile title={title} value={value} unit={panel.unit} tone={toneOf(value, thresholds)} />;
  }
  return (
    <TimeChart
      title={title}
      unit={panel.unit}
      kind={panel.kind}
      series={series}
      thresholds={thresholds}
      fromMs={fromMs}
      toMs={toMs}
      queries={panel.queries.map((query) => query.expr)}
      group="item"
      onZoom={zoom}
    />
  );
}

/** The charts of an item, all over one time range. */
export function PanelGrid({ itemId }: { itemId: string }) {
  const say = useWords(words);
  const panels = useQuery({ queryKey: ['panels', itemId], queryFn: () => unwrap(api.GET('/api/v1/items/{item_id}/panels', { params: { path: { item_id: itemId } } })), staleTime: 60_000 });
  return (
    <Loaded query={panels} rows={8}>
      {(all) => {
        if (all.length === 0) {
          return <Notice icon={<ChartNoAxesCombined size={28} strokeWidth={1.4} />} title={say('noPanels')} detail={say('noPanelsHint')} />;
        }
        const stats = all.filter((panel) => panel.kind === 'stat');
        const charts = all.filter((panel) => panel.kind !== 'stat');
        return (
          <>
            <div className={styles.bar}>
              <RangePicker />
              <span className={styles.hint}>{say('zoomHint')}</span>
            </div>
            {stats.length > 0 && (
              <div className={styles.stats}>
                {stats.map((panel) => (
                  <PanelView key={panel.key} panel={panel} />
                ))}
              </div>
            )}
            <div className={styles.grid}>
              {charts.map((panel) => (
                <PanelView key={panel.key} panel={panel} />
              ))}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
