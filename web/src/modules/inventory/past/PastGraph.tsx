import { useState } from 'react';
import { Link } from 'react-router';

import { useTitled, useWords } from '@/shared/i18n/words';

import type { GraphEdge, GraphNode } from '../types';
import { BOX, layered, way, type Box, type Line } from './layers';
import styles from './past.module.css';
import { AT } from './useAt';
import { pastWords } from './words';

export type Mark = 'added' | 'removed' | 'changed';
const SIGNS: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '~' };

interface PastGraphProps {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  relationTitles: Readonly<Record<string, readonly string[]>>;
  /** What became of an item or a relation (`source target`), when two moments are compared. */
  marks?: ReadonlyMap<string, Mark>;
  at: string | undefined;
}

/** The mark that a box bears: of folded items the gravest. */
function markOf(box: Box, marks: ReadonlyMap<string, Mark> | undefined): Mark | undefined {
  const found = new Set(box.nodes.map((node) => marks?.get(node.id)));
  return (['removed', 'added', 'changed'] as const).find((mark) => found.has(mark));
}

/** What hung on what: a column for each step away, many of one type folded into one box. */
export function PastGraph({ nodes, edges, relationTitles, marks, at }: PastGraphProps) {
  const say = useWords(pastWords);
  const titled = useTitled();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const picture = layered(nodes, edges, open);
  const toggle = (group: string): void => {
    const next = new Set(open);
    if (!next.delete(group)) next.add(group);
    setOpen(next);
  };
  const lineTitle = (line: Line): string => {
    const counts = new Map<string, number>();
    for (const edge of line.edges) counts.set(edge.type, (counts.get(edge.type) ?? 0) + 1);
    return [...counts].map(([type, n]) => `${titled(relationTitles[type]?.[0] ?? type, relationTitles[type]?.[1] ?? type)}${n > 1 ? ` ×${n}` : ''}`).join(' · ');
  };
  const lineMark = (line: Line): Mark | undefined => {
    const found = new Set(line.edges.map((edge) => marks?.get(`${edge.source} ${edge.target}`)));
    return (['removed', 'added'] as const).find((mark) => found.has(mark));
  };
  const box = (each: Box) => {
    const [first] = each.nodes;
    if (first === undefined) return null;
    const mark = markOf(each, marks);
    const sign = mark === undefined ? '' : `${SIGNS[mark]} `;
    const place = { left: each.x, top: each.y, width: BOX.width, height: BOX.height };
    const type = titled(first.type_title, first.type_title_en);
    if (each.folded) {
      return (
        <button key={each.key} type="button" className={styles.box} data-folded data-mark={mark} style={place} title={say('groupOf', { type, n: each.nodes.length })} onClick={() => toggle(each.group ?? '')}>
          <span>{sign + type}</span>
          <b>×{each.nodes.length}</b>
        </button>
      );
    }
    return (
      <div key={each.key} className={styles.box} data-mark={mark} data-root={first.depth === 0} data-retired={first.lifecycle === 'retired'} style={place}>
        <Link to={{ pathname: `/items/${first.id}`, search: at === undefined ? '' : `?${AT}=${encodeURIComponent(at)}` }} title={`${first.name} · ${type}`}>
          {sign + first.name}
        </Link>
        {each.group !== undefined && (
          <button type="button" className={styles.fold} aria-label={say('fold')} onClick={() => toggle(each.group ?? '')}>
            −
          </button>
        )}
      </div>
    );
  };
  return (
    <div className={styles.canvas} tabIndex={0} role="group" aria-label={say('graphCount', { n: nodes.length, m: edges.length })}>
      <div className={styles.steps} style={{ width: picture.width }}>
        {Array.from({ length: picture.columns }, (_, depth) => (
          <span key={depth} style={{ left: depth * BOX.step, width: BOX.width }}>
            {depth === 0 ? say('itself') : say('step', { n: depth })}
          </span>
        ))}
      </div>
      <div className={styles.plane} style={{ width: picture.width + 48, height: picture.height }}>
        <svg width={picture.width + 48} height={picture.height} aria-hidden="true">
          {picture.lines.map((line) => (
            <path key={line.key} d={way(line.from, line.to)} data-mark={lineMark(line)}>
              <title>{lineTitle(line)}</title>
            </path>
          ))}
        </svg>
        {picture.boxes.map(box)}
      </div>
    </div>
  );
}
