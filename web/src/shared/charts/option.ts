import type { EChartsCoreOption } from 'echarts/core';

import { quantityText } from '@/shared/format/quantity';
import type { Locale } from '@/shared/i18n/words';
import type { Palette } from '@/shared/theme/tokens';
import { font } from '@/shared/theme/tokens';
import { absolute, wall } from '@/shared/time/format';

import { niceScale } from './scale';
import type { ChartSeries, Threshold } from './series';

export interface ChartInput {
  readonly series: readonly ChartSeries[];
  readonly unit: string;
  readonly kind: 'line' | 'area';
  readonly thresholds: readonly Threshold[];
  readonly fromMs: number;
  readonly toMs: number;
}

interface TooltipRow {
  readonly seriesName: string;
  readonly color: string;
  readonly value: readonly [number, number | null];
}

const PERCENT = new Set(['%', 'percent']);

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function tooltip(rows: readonly TooltipRow[], unit: string, locale: Locale): string {
  const first = rows[0];
  if (first === undefined) return '';
  const lines = rows
    .filter((row) => row.value[1] !== null)
    .sort((a, b) => (b.value[1] ?? 0) - (a.value[1] ?? 0))
    .map(
      (row) =>
        `<div style="display:flex;gap:16px;justify-content:space-between"><span><i style="display:inline-block;width:10px;height:2px;` +
        `margin-right:6px;vertical-align:4px;background:${row.color}"></i>${escape(row.seriesName)}</span>` +
        `<b style="font-variant-numeric:tabular-nums">${escape(quantityText(row.value[1] ?? 0, unit, locale))}</b></div>`,
    );
  return `<div style="opacity:.75">${absolute(first.value[0])}</div>${lines.join('')}`;
}

function axisTime(ms: number, spanMs: number): string {
  const at = wall(ms);
  if (spanMs > 3 * 86_400_000) return at.monthDay;
  if (spanMs > 86_400_000) return `${at.monthDay} ${at.minute}`;
  return at.minute;
}

/** What ECharts is told: quiet grid, units on the axis, zero-based where area means amount, thresholds drawn, gaps kept. */
export function chartOption(input: ChartInput, palette: Palette, locale: Locale): EChartsCoreOption {
  const { series, unit, kind, thresholds } = input;
  const span = input.toMs - input.fromMs;
  const values = series.flatMap((each) => each.points.flatMap(([, value]) => (value === null ? [] : [value])));
  const low = Math.min(...values);
  const neverNegative = values.length > 0 && low >= 0;
  const zeroBased = kind === 'area' || neverNegative;
  // A threshold far above the data would flatten it; one within reach belongs on the picture.
  const high = Math.max(...values, 0);
  const percent = PERCENT.has(unit);
  const near = thresholds.filter((each) => percent || each.value <= high * 2.5);
  const top = Math.max(high, ...near.map((each) => each.value));
  const scale = percent && near.length > 0 && top <= 100 ? { max: 100, interval: 25 } : niceScale(top, unit);
  return {
    animation: false,
    textStyle: { fontFamily: font.text },
    grid: { left: 8, right: 12, top: 14, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: palette.raised,
      borderColor: palette.lineStrong,
      textStyle: { color: palette.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: palette.textFaint, type: 'solid' }, animation: false },
      formatter: (rows: unknown) => tooltip(rows as TooltipRow[], unit, locale),
    },
    xAxis: {
      type: 'time',
      min: input.fromMs,
      max: input.toMs,
      splitNumber: 6,
      axisLine: { lineStyle: { color: palette.lineStrong } },
      axisTick: { show: false },
      axisLabel: { color: palette.textFaint, fontSize: 11, hideOverlap: true, formatter: (ms: number) => axisTime(ms, span) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      ...(zeroBased ? { min: 0, ...scale } : { scale: true, splitNumber: 4 }),
      axisLabel: { color: palette.textFaint, fontSize: 11, formatter: (value: number) => quantityText(value, unit, locale) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: series.map((each, at) => {
      const colour = palette.series[at % palette.series.length] ?? palette.accent;
      return {
        type: 'line',
        name: each.name,
        data: each.points,
        showSymbol: each.points.length === 1,
        symbolSize: 5,
        connectNulls: false,
        color: colour,
        lineStyle: { width: 1.6 },
        emphasis: { disabled: true },
        ...(kind === 'area' && { areaStyle: { opacity: series.length === 1 ? 0.14 : 0.08 } }),
        ...(at === 0 &&
          near.length > 0 && {
            markLine: {
              silent: true,
              symbol: 'none',
              animation: false,
              label: { show: false },
              data: near.map((line) => ({
                yAxis: line.value,
                lineStyle: { color: palette.state[line.tone].solid, type: [5, 4], width: 1, opacity: 0.9 },
              })),
            },
          }),
      };
    }),
  };
}
