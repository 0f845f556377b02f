import { API, ownHeaders } from '@/shared/api/client';
import { ApiProblem } from '@/shared/api/problem';
import type { ChartSeries } from '@/shared/charts/series';
import { isRecord } from '@/shared/form/schema';

/** One series of a Prometheus answer. */
export interface PromSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

function isSeries(value: unknown): value is { metric: Record<string, string>; values: [number, string][] } {
  return isRecord(value) && isRecord(value.metric) && Array.isArray(value.values);
}

/** `query_range` of the Prometheus HTTP API; times and step in seconds. Its errors have their own format. */
export async function queryRange(expr: string, start: number, end: number, step: number, signal?: AbortSignal): Promise<PromSeries[]> {
  const body = new URLSearchParams({ query: expr, start: String(start), end: String(end), step: String(step) });
  const response = await fetch(`${API}/prometheus/api/v1/query_range`, {
    method: 'POST',
    headers: { ...ownHeaders(), 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
    ...(signal && { signal }),
  });
  const answer: unknown = (response.headers.get('content-type') ?? '').includes('json') ? await response.json() : undefined;
  if (!response.ok || !isRecord(answer) || answer.status !== 'success') {
    const detail = isRecord(answer) ? (answer.error ?? answer.detail) : undefined;
    throw new ApiProblem({ status: response.ok ? 500 : response.status, title: `HTTP ${response.status}`, detail: typeof detail === 'string' ? detail : '' });
  }
  const data = answer.data;
  const result = isRecord(data) ? data.result : undefined;
  if (!Array.isArray(result)) return [];
  return result.filter(isSeries).map((series) => ({ labels: series.metric, values: series.values }));
}

/** Fills `{{device}}` in a legend; a legend without labels to show is named by what tells its series apart. */
export function legendName(legend: string, labels: Readonly<Record<string, string>>, siblings: number): string {
  const filled = legend.replace(/\{\{\s*\.?([\w]+)\s*\}\}/g, (_, name: string) => labels[name] ?? '').trim();
  if (filled !== '' && (siblings === 1 || filled !== legend)) return filled;
  const own = Object.entries(labels)
    .filter(([key]) => key !== '__name__' && key !== 'ci')
    .map(([, value]) => value)
    .join(' ');
  return [filled, own].filter((part) => part !== '').join(' ') || (labels.__name__ ?? '');
}

/** A value as Prometheus writes it; what is not a finite number is a gap. */
export function readValue(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

export function toChartSeries(legend: string, answer: readonly PromSeries[]): ChartSeries[] {
  return answer.map((series) => ({
    name: legendName(legend, series.labels, answer.length),
    points: series.values.map(([seconds, text]) => [seconds * 1000, readValue(text)] as const),
  }));
}
