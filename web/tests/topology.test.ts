import { describe, expect, it } from 'vitest';

import type { Topology, TopologyNode } from '@/modules/inventory/topology/api';
import { BOX, drawing, shortened, type Names } from '@/modules/inventory/topology/drawing';
import { fold, FOLD_FROM } from '@/modules/inventory/topology/fold';
import { layered, layersOf, type Hang } from '@/modules/inventory/topology/layered';
import { svgOf } from '@/modules/inventory/topology/svg';
import { palettes } from '@/shared/theme/tokens';

const hang = (sufferer: string, cause: string): Hang => ({ sufferer, cause });
const NAMES: Names = { type: (key) => key, relation: (key) => key, mood: (node) => node.struck || node.health, many: (type, count) => `${type} × ${count}` };

function node(id: string, more: Partial<TopologyNode> = {}): TopologyNode {
  return { id, name: id, type: 'host', lifecycle: 'active', health: 'ok', health_reason: '', depth: 1, verdict: 'safe', struck: '', ...more };
}

function answer(nodes: TopologyNode[], hangs: Hang[]): Topology {
  const edges = hangs.map(({ sufferer, cause }, at) => ({ id: `e${at}`, type: 'runs_on', source: sufferer, target: cause, cause, sufferer, group: '' }));
  return { root: nodes[0]?.id ?? '', view: 'causes', depth: 6, cut: false, deeper: false, counts: {}, nodes, edges, spares: [], types: [], relations: [], systems: [], departments: [], contracts: [] };
}

describe('layers', () => {
  it('stands everything below whatever suffers from it, also over a long way', () => {
    const layers = layersOf(['system', 'app', 'db', 'rack'], [hang('system', 'app'), hang('app', 'rack'), hang('app', 'db'), hang('db', 'rack')]);
    expect([...layers]).toEqual([['system', 0], ['app', 1], ['db', 2], ['rack', 3]]);
  });

  it('cuts a circle and ends, however long the chain', () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => String(at));
    const chain = ids.slice(1).map((id, at) => hang(String(at), id));
    const layers = layersOf(ids, [...chain, hang('19999', '0')]);
    expect(layers.get('19999')).toBe(19_999);
  });

  it('puts no two things on one place', () => {
    const ids = Array.from({ length: 700 }, (_, at) => `n${at}`);
    const places = layered(ids, ids.slice(1).map((id) => hang('n0', id)));
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(700);
  });
});

describe('folds', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ...node(`h${at}`), mood: 'ok' }));

  it('shows many of a kind as one, but never hides one in another state', () => {
    const nodes = [{ ...node('root'), mood: 'ok' }, ...many(FOLD_FROM + 1)];
    const hangs = nodes.slice(1).map((each) => hang('root', each.id));
    expect(fold(nodes, hangs, new Set(), 'root').folds.map((each) => each.members.length)).toEqual([FOLD_FROM + 1]);
    nodes[1] = { ...node('h0', { health: 'critical' }), mood: 'critical' };
    const folded = fold(nodes, hangs, new Set(), 'root');
    expect(folded.single.map((each) => each.id)).toContain('h0');
    expect(folded.folds.map((each) => each.members.length)).toEqual([FOLD_FROM]);
    expect(fold(nodes, hangs, new Set(folded.folds.map((each) => each.id)), 'root').folds).toEqual([]);
  });

  it('keeps apart what hangs on something else', () => {
    const nodes = [{ ...node('a'), mood: 'ok' }, { ...node('b'), mood: 'ok' }, ...many(8)];
    const hangs = nodes.slice(2).map((each, at) => hang(at < 4 ? 'a' : 'b', each.id));
    expect(fold(nodes, hangs, new Set(), 'a').folds).toEqual([]);
  });
});

describe('pictures', () => {
  const found = answer(
    [node('system', { struck: 'down' }), node('app', { struck: 'down' }), node('server', { health: 'critical' }), node('spare')],
    [hang('system', 'app'), hang('app', 'server'), hang('app', 'spare')],
  );

  it('paints the way of a failure red up to what it strikes', () => {
    const picture = drawing(found, new Set(), new Map(), NAMES);
    expect(picture.boxes.map((box) => [box.id, box.tone, box.struck])).toEqual([
      ['system', 'critical', true],
      ['app', 'critical', true],
      ['server', 'critical', false],
      ['spare', 'ok', false],
    ]);
    expect(picture.lines.filter((line) => line.hot).map((line) => line.to)).toEqual(['app', 'server']);
  });

  it('leaves things where a person put them', () => {
    const picture = drawing(found, new Set(), new Map([['app', { x: 7, y: 9 }]]), NAMES);
    expect(picture.boxes.find((box) => box.id === 'app')).toMatchObject({ x: 7, y: 9 });
  });

  it('becomes a file that can be read whatever things are called', () => {
    const hostile = answer([node('a', { name: `<script>"&\u0001${'长'.repeat(40)}` }), node('b')], [hang('a', 'b')]);
    const svg = svgOf(drawing(hostile, new Set(), new Map(), NAMES), palettes.light, '<b>');
    const read = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(read.querySelector('parsererror')).toBeNull();
    expect(read.querySelectorAll('script')).toHaveLength(0);
    expect(read.querySelectorAll('g rect')).toHaveLength(2);
    expect(read.querySelectorAll('line')).toHaveLength(1);
    expect(Number(read.documentElement.getAttribute('width'))).toBeGreaterThan(BOX.width);
  });

  it('shortens by width, not by signs', () => {
    expect(shortened('短名')).toBe('短名');
    expect(shortened('市'.repeat(12), 22)).toBe(`${'市'.repeat(10)}…`);
    expect(shortened('a'.repeat(22))).toBe('a'.repeat(22));
  });
});
