/**
 * Where each thing stands in a picture of what hangs on what: what suffers above, what it hangs on below, so that a business
 * system stands on top and the room at the bottom. Pure and the same for the same graph, so that a picture can be compared.
 */

export interface Hang {
  /** What fails, and what suffers from it. */
  readonly cause: string;
  readonly sufferer: string;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Centre to centre, in the picture's own units. */
export const STEP_X = 176;
export const STEP_Y = 108;
/** Rows of one layer stand closer together than layers do. */
const ROW_Y = 64;
const LAYER_ROOM = 48;
/** A layer with more things is broken into rows. */
const ROW = 10;
const SWEEPS = 6;

/** The layer of each id: 0 on top. A thing stands below everything that suffers from it; circles are cut where they close. */
export function layersOf(ids: readonly string[], hangs: readonly Hang[]): Map<string, number> {
  const below = new Map<string, string[]>(ids.map((id) => [id, []]));
  const above = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const { cause, sufferer } of withoutCircles(ids, hangs)) {
    below.get(sufferer)?.push(cause);
    above.set(cause, (above.get(cause) ?? 0) + 1);
  }
  const layer = new Map<string, number>(ids.map((id) => [id, 0]));
  const due = ids.filter((id) => above.get(id) === 0);
  // What is pushed while the list is walked is walked, too.
  for (const id of due) {
    for (const next of below.get(id) ?? []) {
      layer.set(next, Math.max(layer.get(next) ?? 0, (layer.get(id) ?? 0) + 1));
      const left = (above.get(next) ?? 0) - 1;
      above.set(next, left);
      if (left === 0) due.push(next);
    }
  }
  return layer;
}

/** The hangs that close no circle, found by walking in depth without recursion: chains may be long. */
function withoutCircles(ids: readonly string[], hangs: readonly Hang[]): Hang[] {
  const known = new Set(ids);
  const out = new Map<string, Hang[]>();
  for (const hang of hangs) {
    if (!known.has(hang.cause) || !known.has(hang.sufferer)) continue;
    const own = out.get(hang.sufferer);
    if (own === undefined) out.set(hang.sufferer, [hang]);
    else own.push(hang);
  }
  const state = new Map<string, 'open' | 'done'>();
  const kept: Hang[] = [];
  for (const start of ids) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    const path = [{ id: start, at: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const hang = out.get(top.id)?.[top.at];
      top.at += 1;
      if (hang === undefined) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(hang.cause) !== 'open') {
        kept.push(hang);
        if (!state.has(hang.cause)) {
          state.set(hang.cause, 'open');
          path.push({ id: hang.cause, at: 0 });
        }
      }
    }
  }
  return kept;
}

/** Centre of each id. */
export function layered(ids: readonly string[], hangs: readonly Hang[]): Map<string, Place> {
  const layer = layersOf(ids, hangs);
  const rows: string[][] = [];
  for (const id of ids) {
    const at = layer.get(id) ?? 0;
    (rows[at] ??= []).push(id);
  }
  const near = neighbours(ids, hangs);
  const rank = new Map<string, number>();
  const settle = (row: readonly string[]): void => row.forEach((id, at) => rank.set(id, (at + 0.5) / row.length));
  rows.forEach(settle);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const at of down ? rows.keys() : [...rows.keys()].reverse()) {
      const row = rows[at] ?? [];
      const wish = new Map(row.map((id) => [id, middle(near.get(id) ?? [], layer, at, down, rank) ?? rank.get(id) ?? 0]));
      row.sort((one, other) => (wish.get(one) ?? 0) - (wish.get(other) ?? 0));
      settle(row);
    }
  }
  return placed(rows);
}

function neighbours(ids: readonly string[], hangs: readonly Hang[]): Map<string, string[]> {
  const near = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { cause, sufferer } of hangs) {
    if (!near.has(cause) || !near.has(sufferer)) continue;
    near.get(cause)?.push(sufferer);
    near.get(sufferer)?.push(cause);
  }
  return near;
}

/** The mean rank of the neighbours in layers above (going down) or below (going up); undefined where there is none. */
function middle(near: readonly string[], layer: ReadonlyMap<string, number>, at: number, down: boolean, rank: ReadonlyMap<string, number>): number | undefined {
  let sum = 0;
  let count = 0;
  for (const id of near) {
    const there = layer.get(id) ?? at;
    if (down ? there < at : there > at) {
      sum += rank.get(id) ?? 0;
      count += 1;
    }
  }
  return count === 0 ? undefined : sum / count;
}

function placed(layers: readonly (readonly string[])[]): Map<string, Place> {
  const places = new Map<string, Place>();
  let y = 0;
  for (const layer of layers) {
    const perRow = Math.max(ROW, Math.ceil(Math.sqrt(layer.length * 3)));
    const rows = Math.ceil(layer.length / perRow);
    // Columns keep the order of the layer: neighbours in rank stay neighbours although the layer has several rows.
    const columns = Math.ceil(layer.length / Math.max(rows, 1));
    layer.forEach((id, at) => {
      const column = Math.floor(at / Math.max(rows, 1));
      places.set(id, { x: (column - (columns - 1) / 2) * STEP_X, y: y + (at % Math.max(rows, 1)) * ROW_Y });
    });
    y += (rows - 1) * ROW_Y + STEP_Y + (rows > 1 ? LAYER_ROOM : 0);
  }
  return places;
}
