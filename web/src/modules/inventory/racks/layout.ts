/** From an elevation to a picture: what stands where on each face. Pure, so that the screen and a test see the same. */

import type { Elevation, Face, Mount, RackCell } from './api';

export const UNIT = { height: 22, width: 320, numbers: 34, head: 26, air: 14 } as const;

export interface Box {
  readonly mount: Mount;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** It is mounted at the other face and seen from behind. */
  readonly behind: boolean;
  readonly clashing: boolean;
}

/** Where a face begins, when these are drawn side by side. */
export function offsetOf(place: number): number {
  return place * (UNIT.numbers + UNIT.width + UNIT.air);
}

export function frameOf(units: number, faces: number): { readonly width: number; readonly height: number } {
  return { width: offsetOf(faces) - UNIT.air, height: UNIT.head + units * UNIT.height + 2 };
}

/** The upper edge of a unit. */
export function topOf(u: number, { units, top_down: topDown }: { units: number; top_down: boolean }): number {
  return UNIT.head + (topDown ? u - 1 : units - u) * UNIT.height;
}

/** What is drawn on one face, from the top down; what overlaps stands side by side, what is beyond the rack is cut off. */
export function boxesOf(elevation: Elevation, face: Face): readonly Box[] {
  const { rack } = elevation;
  const clashing = new Set(elevation.clashes.flatMap((clash) => clash.keys));
  const shown = elevation.mounts
    .filter((mount) => mount.faces.includes(face) && mount.start <= rack.units && mount.end >= 1)
    .map((mount) => ({ mount, start: Math.max(mount.start, 1), end: Math.min(mount.end, rack.units) }));
  const lanes = lanesOf(shown);
  return shown
    .map(({ mount, start, end }, at): Box => {
      const { lane, of } = lanes[at] ?? { lane: 0, of: 1 };
      const upper = Math.min(topOf(start, rack), topOf(end, rack));
      return {
        mount,
        x: UNIT.numbers + (lane * UNIT.width) / of,
        y: upper,
        width: UNIT.width / of,
        height: (end - start + 1) * UNIT.height,
        behind: mount.mounted_at !== face,
        clashing: clashing.has(mount.key),
      };
    })
    .sort((one, other) => one.y - other.y || one.x - other.x);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Side by side where spans overlap: the lane of each, and how many lanes there are where it stands. */
export function lanesOf(spans: readonly Span[]): readonly { readonly lane: number; readonly of: number }[] {
  const order = spans.map((_, at) => at).sort((one, other) => (spans[one]?.start ?? 0) - (spans[other]?.start ?? 0));
  const lane = new Map<number, number>();
  const group = new Map<number, number>();
  const widest: number[] = [];
  let ends: number[] = [];
  for (const at of order) {
    const { start, end } = spans[at] ?? { start: 0, end: 0 };
    if (ends.every((last) => last < start)) {
      widest.push(0);
      ends = [];
    }
    const free = ends.findIndex((last) => last < start);
    const mine = free === -1 ? ends.length : free;
    ends[mine] = end;
    lane.set(at, mine);
    group.set(at, widest.length - 1);
    widest[widest.length - 1] = Math.max(widest.at(-1) ?? 0, mine + 1);
  }
  return spans.map((_, at) => ({ lane: lane.get(at) ?? 0, of: widest[group.get(at) ?? 0] ?? 1 }));
}

export const CELL = { width: 112, height: 78, gap: 8, side: 64, head: 24 } as const;

export interface Spot {
  readonly rack: RackCell;
  readonly x: number;
  readonly y: number;
}

/** The racks at their row and position; those that lack one, or whose spot is taken, are left over. */
export function spotsOf(rows: readonly string[], positions: readonly string[], racks: readonly RackCell[]): { readonly spots: readonly Spot[]; readonly left: readonly RackCell[] } {
  const spots = new Map<string, Spot>();
  const left: RackCell[] = [];
  for (const rack of racks) {
    const [row, column] = [rows.indexOf(rack.row), positions.indexOf(rack.position)];
    const key = `${row} ${column}`;
    if (row === -1 || column === -1 || rack.row === '' || rack.position === '' || spots.has(key)) left.push(rack);
    else spots.set(key, { rack, x: CELL.side + column * (CELL.width + CELL.gap), y: CELL.head + row * (CELL.height + CELL.gap) });
  }
  return { spots: [...spots.values()], left };
}

/** Watts as one reads them. */
export function watts(value: number): string {
  return value >= 1000 ? `${rounded(value / 1000)} kW` : `${rounded(value)} W`;
}

export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
