/** One line of a chart: [ms since the epoch, value]; null is a gap and stays one. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number | null])[];
}

export interface Threshold {
  readonly value: number;
  readonly tone: 'critical' | 'warning';
}

export const MAX_SERIES = 8;

function mean(points: ChartSeries['points']): number {
  let sum = 0;
  let count = 0;
  for (const [, value] of points) {
    if (value === null) continue;
    sum += Math.abs(value);
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

/** Adds series point by point; a moment where none has a value stays a gap. */
function total(series: readonly ChartSeries[], name: string): ChartSeries {
  const at = new Map<number, number | null>();
  for (const each of series) {
    for (const [ms, value] of each.points) {
      const known = at.get(ms) ?? null;
      at.set(ms, value === null ? known : (known ?? 0) + value);
    }
  }
  return { name, points: [...at].sort((a, b) => a[0] - b[0]) };
}

/** More lines than an eye can follow become "other": the largest keep their names. */
export function limitSeries(series: readonly ChartSeries[], otherName: string): ChartSeries[] {
  if (series.length <= MAX_SERIES) return [...series];
  const ranked = [...series].sort((a, b) => mean(b.points) - mean(a.points));
  return [...ranked.slice(0, MAX_SERIES - 1), total(ranked.slice(MAX_SERIES - 1), otherName)];
}

/**
 * Puts a null where samples are missing for longer than two steps, so that a line is not drawn over an outage.
 * Prometheus leaves such points out of the answer.
 */
export function withGaps(points: ChartSeries['points'], stepMs: number): ChartSeries['points'] {
  const filled: [number, number | null][] = [];
  let last: number | undefined;
  for (const [ms, value] of points) {
    if (last !== undefined && ms - last > stepMs * 2) filled.push([last + stepMs, null]);
    filled.push([ms, value]);
    last = ms;
  }
  return filled;
}
