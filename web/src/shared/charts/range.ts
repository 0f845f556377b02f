import { useSearchParams } from 'react-router';

/** One time range for a whole page; it stands in the address as `?range=1h` or `?from=…&to=…` (seconds). */
export interface TimeRange {
  readonly key: string;
  /** Moves with the present. */
  readonly live: boolean;
  readonly seconds: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

export const RANGES: readonly { key: string; seconds: number; zh: string; en: string }[] = [
  { key: '15m', seconds: 900, zh: '15 分钟', en: '15 minutes' },
  { key: '1h', seconds: 3600, zh: '1 小时', en: '1 hour' },
  { key: '6h', seconds: 21_600, zh: '6 小时', en: '6 hours' },
  { key: '24h', seconds: 86_400, zh: '24 小时', en: '24 hours' },
  { key: '7d', seconds: 604_800, zh: '7 天', en: '7 days' },
  { key: '30d', seconds: 2_592_000, zh: '30 天', en: '30 days' },
];

const DEFAULT = { key: '1h', seconds: 3600 };

export function readRange(params: URLSearchParams): TimeRange {
  const from = Number(params.get('from') ?? NaN);
  const to = Number(params.get('to') ?? NaN);
  if (Number.isFinite(from) && Number.isFinite(to) && to > from) {
    return { key: `${from}-${to}`, live: false, seconds: to - from, from, to };
  }
  const preset = RANGES.find((each) => each.key === params.get('range')) ?? DEFAULT;
  return { key: preset.key, live: true, seconds: preset.seconds, from: undefined, to: undefined };
}

export function useTimeRange(): [TimeRange, { preset: (key: string) => void; zoom: (fromMs: number, toMs: number) => void }] {
  const [params, setParams] = useSearchParams();
  const change = (edit: (next: URLSearchParams) => void, replace: boolean): void =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        for (const key of ['range', 'from', 'to']) next.delete(key);
        edit(next);
        return next;
      },
      { replace, preventScrollReset: true },
    );
  return [
    readRange(params),
    {
      preset: (key) => change((next) => key !== DEFAULT.key && next.set('range', key), true),
      // A zoom is a step that Back undoes.
      zoom: (fromMs, toMs) =>
        change((next) => {
          next.set('from', String(Math.floor(fromMs / 1000)));
          next.set('to', String(Math.ceil(toMs / 1000)));
        }, false),
    },
  ];
}

/** A step that gives about one point for each few pixels, on round figures, never below the agent's 15 s. */
export function stepFor(seconds: number): number {
  const steps = [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600];
  return steps.find((step) => seconds / step <= 300) ?? 21_600;
}
