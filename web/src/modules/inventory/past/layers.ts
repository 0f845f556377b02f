import type { GraphEdge, GraphNode } from '../types';

/** Items of one type at one distance fold into one box when there are more than so many of them. */
const FOLD = 6;
const WIDTH = 160;
const HEIGHT = 34;
const GAP_X = 52;
const GAP_Y = 10;

/** One box of the picture: an item, or the folded items of one type at one distance. */
export interface Box {
  readonly key: string;
  readonly depth: number;
  readonly nodes: readonly GraphNode[];
  /** The group it folds into, or undefined for items that are few enough to stand alone. */
  readonly group: string | undefined;
  readonly folded: boolean;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly key: string;
  readonly from: Box;
  readonly to: Box;
  readonly edges: readonly GraphEdge[];
}

export interface Picture {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
  readonly columns: number;
}

export const BOX = { width: WIDTH, height: HEIGHT, step: WIDTH + GAP_X } as const;

/** A column for each distance, the first item leftmost; items of one type stand together. */
export function layered(nodes: readonly GraphNode[], edges: readonly GraphEdge[], open: ReadonlySet<string>): Picture {
  const columns = new Map<number, Map<string, GraphNode[]>>();
  for (const node of nodes) {
    const column = columns.get(node.depth) ?? new Map<string, GraphNode[]>();
    columns.set(node.depth, column.set(node.type, [...(column.get(node.type) ?? []), node]));
  }
  const boxes: Box[] = [];
  for (const [depth, column] of [...columns].sort(([one], [two]) => one - two)) {
    let row = 0;
    const place = (own: readonly GraphNode[], group: string | undefined, folded: boolean): void => {
      const key = folded ? (group ?? '') : (own[0]?.id ?? '');
      boxes.push({ key, depth, nodes: own, group, folded, x: depth * (WIDTH + GAP_X), y: row * (HEIGHT + GAP_Y) });
      row += 1;
    };
    for (const [type, own] of [...column].sort(([one], [two]) => one.localeCompare(two))) {
      const group = own.length > FOLD ? `${depth} ${type}` : undefined;
      if (group !== undefined && !open.has(group)) place(own, group, true);
      else for (const node of [...own].sort((one, two) => one.name.localeCompare(two.name, 'zh-CN', { numeric: true }))) place([node], group, false);
    }
  }
  return { boxes, lines: lined(boxes, edges), ...measured(boxes), columns: columns.size };
}

/** One line between two boxes, however many relations it stands for. */
function lined(boxes: readonly Box[], edges: readonly GraphEdge[]): Line[] {
  const home = new Map(boxes.flatMap((box) => box.nodes.map((node) => [node.id, box] as const)));
  const lines = new Map<string, { from: Box; to: Box; edges: GraphEdge[] }>();
  for (const edge of edges) {
    const from = home.get(edge.source);
    const to = home.get(edge.target);
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from.key}→${to.key}`;
    const line = lines.get(key);
    if (line === undefined) lines.set(key, { from, to, edges: [edge] });
    else line.edges.push(edge);
  }
  return [...lines].map(([key, line]) => ({ key, ...line }));
}

function measured(boxes: readonly Box[]): { width: number; height: number } {
  return {
    width: Math.max(0, ...boxes.map((box) => box.x + WIDTH)),
    height: Math.max(0, ...boxes.map((box) => box.y + HEIGHT)),
  };
}

/** The way of a line: from side to side between columns, in a bow beside the boxes within one. */
export function way(from: Box, to: Box): string {
  const [y1, y2] = [from.y + HEIGHT / 2, to.y + HEIGHT / 2];
  if (from.depth === to.depth) {
    const x = from.x + WIDTH;
    return `M ${x} ${y1} C ${x + 44} ${y1}, ${x + 44} ${y2}, ${x} ${y2}`;
  }
  const forward = from.depth < to.depth;
  const x1 = forward ? from.x + WIDTH : from.x;
  const x2 = forward ? to.x : to.x + WIDTH;
  const bend = (x1 + x2) / 2;
  return `M ${x1} ${y1} C ${bend} ${y1}, ${bend} ${y2}, ${x2} ${y2}`;
}
