const BYTES = new Set(['byte', 'bytes', 'b', 'bytes/s', 'b/s', 'bytes_per_second']);
const STEPS = [1, 2, 2.5, 5, 10];
const LINES = 4;

/** The end of an axis from zero and the distance of its lines, on figures that are read at a glance; bytes step in KiB, MiB, GiB. */
export function niceScale(top: number, unit: string): { max: number; interval: number } {
  if (!(top > 0)) return { max: 1, interval: 0.25 };
  const binary = BYTES.has(unit.toLowerCase());
  const scale = binary ? 1024 ** Math.max(0, Math.floor(Math.log2(top) / 10)) : 1;
  const raw = top / scale / LINES;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = STEPS.find((each) => each * magnitude >= raw * 0.9999) ?? 10;
  const interval = step * magnitude * scale;
  return { max: Math.ceil((top / interval) * 0.9999) * interval, interval };
}
