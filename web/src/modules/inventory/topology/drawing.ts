/** From an answer to a picture: what stands where, how it is called, and in which state. Pure, so that the screen, the SVG and a
 * test see the same. */

import type { Tone } from '@/shared/theme/tokens';

import type { Topology, TopologyNode } from './api';
import { fold } from './fold';
import { layered, type Place } from './layered';
import { moodOf } from './verdicts';

export const BOX = { width: 152, height: 44 } as const;
/** Half-width characters that fit into a box; a Chinese one takes two. */
const FITS = 22;

export interface Box extends Place {
  readonly id: string;
  /** An item, or several that look alike. */
  readonly items: readonly TopologyNode[];
  readonly folded: boolean;
  readonly title: string;
  readonly note: string;
  readonly tone: Tone;
  /** Ill by others, not by itself: drawn with a broken line. */
  readonly struck: boolean;
  readonly root: boolean;
}

export interface Line {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
  /** A failure travels along it at this moment. */
  readonly hot: boolean;
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export interface Names {
  readonly type: (key: string) => string;
  readonly relation: (key: string) => string;
  readonly mood: (node: TopologyNode) => string;
  readonly many: (type: string, count: number) => string;
}

/** `open` names the folds that are shown one by one, `places` where a person put things. */
export function drawing(answer: Topology, open: ReadonlySet<string>, places: ReadonlyMap<string, Place>, names: Names): Drawing {
  const nodes = answer.nodes.map((node) => ({ ...node, mood: `${moodOf(node).tone} ${node.struck}` }));
  const folded = fold(nodes, answer.edges, open, answer.root);
  const standFor = (id: string): string => folded.into.get(id) ?? id;
  const groups = [...folded.single.map((node) => ({ id: node.id, members: [node] })), ...folded.folds];
  const order = new Map(answer.nodes.map((node, at) => [node.id, at]));
  groups.sort((one, other) => (order.get(one.members[0]?.id ?? '') ?? 0) - (order.get(other.members[0]?.id ?? '') ?? 0));

  const hangs = answer.edges.map((edge) => ({ cause: standFor(edge.cause), sufferer: standFor(edge.sufferer) }));
  const found = layered(groups.map((group) => group.id), hangs);
  const boxes = groups.flatMap((group): Box[] => {
    const first = group.members[0];
    if (first === undefined) return [];
    const place = places.get(group.id) ?? found.get(group.id) ?? { x: 0, y: 0 };
    const mood = moodOf(first);
    const many = group.members.length > 1;
    return [
      {
        ...place,
        id: group.id,
        items: group.members,
        folded: many,
        title: shortened(many ? names.many(names.type(first.type), group.members.length) : first.name),
        note: many ? names.mood(first) : `${shortened(names.type(first.type), FITS - 8)} · ${names.mood(first)}`,
        tone: mood.tone,
        struck: mood.struck !== '',
        root: first.id === answer.root,
      },
    ];
  });

  const ill = new Set(boxes.filter((box) => box.tone === 'critical').map((box) => box.id));
  const lines = new Map<string, Line>();
  for (const edge of answer.edges) {
    const [from, to, cause, sufferer] = [edge.source, edge.target, edge.cause, edge.sufferer].map(standFor) as [string, string, string, string];
    if (from === to) continue;
    const id = `${from} ${edge.type} ${to}`;
    lines.set(id, { id, from, to, title: names.relation(edge.type), hot: answer.view !== 'around' && ill.has(cause) && ill.has(sufferer) });
  }
  return { boxes, lines: [...lines.values()] };
}

const signs = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });

/** A name that fits into a box. */
export function shortened(text: string, fits = FITS): string {
  let width = 0;
  let kept = '';
  for (const { segment } of signs.segment(text)) {
    width += (segment.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
    if (width > fits) return `${kept}…`;
    if (width < fits) kept += segment;
  }
  return text;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The frame around everything, with some air. */
export function frameOf(boxes: readonly Place[], air = 40): Frame {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of boxes) {
    left = Math.min(left, x - BOX.width / 2);
    right = Math.max(right, x + BOX.width / 2);
    top = Math.min(top, y - BOX.height / 2);
    bottom = Math.max(bottom, y + BOX.height / 2);
  }
  if (left === Infinity) return { left: 0, top: 0, width: 2 * air, height: 2 * air };
  return { left: left - air, top: top - air, width: right - left + 2 * air, height: bottom - top + 2 * air };
}
