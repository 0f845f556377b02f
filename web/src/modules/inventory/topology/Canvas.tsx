import cytoscape, { type Core, type EventObjectNode, type StylesheetJson } from 'cytoscape';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';

import { useMode } from '@/shared/theme/mode';
import { font, palettes, type Palette, type Tone } from '@/shared/theme/tokens';

import { BOX, type Drawing } from './drawing';
import type { Place } from './layered';
import styles from './topology.module.css';

/** Larger pictures are drawn with simple lines and without words on them, so that they stay smooth. */
const LARGE = 600;
/** Words can be read from this zoom on; a picture that would be smaller is opened at a comfortable one. */
const READABLE = 0.55;
const COMFORTABLE = 0.8;
const TONES: readonly Tone[] = ['critical', 'warning', 'running', 'ok', 'idle'];

export interface CanvasHandle {
  readonly fit: () => void;
  readonly zoom: (by: number) => void;
  readonly focus: (id: string) => void;
}

interface CanvasProps {
  picture: Drawing;
  label: string;
  selected: string;
  onSelect: (id: string) => void;
  /** A double click. */
  onOpen: (id: string) => void;
  onMoved: (places: ReadonlyMap<string, Place>) => void;
  ref: Ref<CanvasHandle>;
}

/** The drawing itself; the only component that touches cytoscape. */
export default function Canvas({ picture, label, selected, onSelect, onOpen, onMoved, ref }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core | null>(null);
  const shape = useRef('');
  const heard = useRef({ onSelect, onOpen, onMoved });
  const palette = palettes[useMode()];
  const large = picture.boxes.length > LARGE;

  useEffect(() => {
    heard.current = { onSelect, onOpen, onMoved };
  }, [onSelect, onOpen, onMoved]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const drawn = cytoscape({
      container: element,
      layout: { name: 'preset' },
      minZoom: 0.02,
      maxZoom: 3,
      boxSelectionEnabled: true,
      // While a large picture is moved, what was drawn is moved, and drawn anew when it stands still.
      ...(large && { textureOnViewport: true, hideEdgesOnViewport: true, pixelRatio: 1 }),
    });
    core.current = drawn;
    drawn.on('tap', 'node', (event: EventObjectNode) => heard.current.onSelect(event.target.id()));
    drawn.on('tap', (event) => {
      if (event.target === drawn) heard.current.onSelect('');
    });
    drawn.on('dbltap', 'node', (event: EventObjectNode) => heard.current.onOpen(event.target.id()));
    drawn.on('dragfree', 'node', () => {
      heard.current.onMoved(new Map(drawn.nodes('.moved').map((node) => [node.id(), { ...node.position() }])));
    });
    drawn.on('drag', 'node', (event: EventObjectNode) => void event.target.addClass('moved'));
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      core.current = null;
      shape.current = '';
      drawn.destroy();
    };
  }, [large]);

  useEffect(() => {
    core.current?.style(looks(palette, large));
  }, [palette, large]);

  useEffect(() => {
    const drawn = core.current;
    if (drawn === null) return;
    drawn.batch(() => update(drawn, picture));
    // Another set of things is another picture; a state that changed must not move what somebody looks at.
    const now = picture.boxes.map((each) => each.id).join(' ');
    if (now !== shape.current) lookAt(drawn, picture);
    shape.current = now;
  }, [picture, large]);

  useEffect(() => {
    const drawn = core.current;
    if (drawn === null) return;
    drawn.elements('.chosen').removeClass('chosen');
    if (selected !== '') drawn.getElementById(selected).closedNeighborhood().addClass('chosen');
  }, [selected, picture, large]);

  useImperativeHandle(ref, () => ({
    fit: () => void core.current?.animate({ fit: { eles: core.current.elements(), padding: 30 }, duration: 160 }),
    zoom: (by) => {
      const drawn = core.current;
      drawn?.zoom({ level: drawn.zoom() * by, renderedPosition: { x: drawn.width() / 2, y: drawn.height() / 2 } });
    },
    focus: (id) => {
      const drawn = core.current;
      drawn?.animate({ center: { eles: drawn.getElementById(id) }, zoom: Math.max(drawn.zoom(), 0.9), duration: 160 });
    },
  }));

  return <div ref={box} className={styles.canvas} role="img" aria-label={label} />;
}

/** The whole picture where it can be read; else the first thing that is wrong in it, or what it is about. */
function lookAt(drawn: Core, picture: Drawing): void {
  drawn.fit(undefined, 30);
  const level = Math.min(drawn.zoom(), 1.2);
  const first = picture.boxes.find((each) => each.tone === 'critical' && !each.struck) ?? picture.boxes.find((each) => each.root);
  if (level >= READABLE || first === undefined) {
    drawn.zoom({ level, renderedPosition: { x: drawn.width() / 2, y: drawn.height() / 2 } });
  } else {
    drawn.zoom(COMFORTABLE);
    drawn.center(drawn.getElementById(first.id));
  }
}

/** Bring what is drawn in step with the picture without drawing it anew. */
function update(drawn: Core, picture: Drawing): void {
  const wanted = new Set([...picture.boxes.map((each) => each.id), ...picture.lines.map((each) => each.id)]);
  drawn.elements().filter((element) => !wanted.has(element.id())).remove();
  const known = new Set(drawn.elements().map((element) => element.id()));
  const fresh = [
    ...picture.boxes.filter((each) => !known.has(each.id)).map((each) => ({ group: 'nodes' as const, data: { id: each.id }, position: { x: each.x, y: each.y } })),
    ...picture.lines.filter((each) => !known.has(each.id)).map((each) => ({ group: 'edges' as const, data: { id: each.id, source: each.from, target: each.to } })),
  ];
  if (fresh.length > 0) drawn.add(fresh);
  for (const each of picture.boxes) {
    const node = drawn.getElementById(each.id);
    node.data({ label: `${each.title}\n${each.note}`, tone: each.tone, struck: each.struck ? 1 : 0, root: each.root ? 1 : 0, folded: each.folded ? 1 : 0 });
    if (!node.grabbed()) node.position({ x: each.x, y: each.y });
  }
  for (const each of picture.lines) drawn.getElementById(each.id).data({ label: each.title, hot: each.hot ? 1 : 0 });
}

function looks(palette: Palette, large: boolean): StylesheetJson {
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: BOX.width,
        height: BOX.height,
        'background-color': palette.surface,
        'border-width': 1.5,
        'border-color': palette.lineStrong,
        label: 'data(label)',
        color: palette.text,
        'font-family': font.text,
        'font-size': 12,
        'line-height': 1.4,
        'text-wrap': 'wrap',
        'text-valign': 'center',
        'text-halign': 'center',
        'min-zoomed-font-size': 6,
        'overlay-opacity': 0,
      },
    },
    ...TONES.map((tone) => ({
      selector: `node[tone = '${tone}']`,
      style: {
        'border-color': palette.state[tone].solid,
        'background-color': tone === 'ok' || tone === 'idle' ? palette.surface : palette.state[tone].tint,
      },
    })),
    { selector: 'node[?struck]', style: { 'border-style': 'dashed' } },
    { selector: 'node[?root]', style: { 'border-width': 3 } },
    { selector: 'node[?folded]', style: { 'border-style': 'double', 'border-width': 5 } },
    {
      selector: 'edge',
      style: {
        width: 1,
        'line-color': palette.lineStrong,
        'target-arrow-color': palette.lineStrong,
        'curve-style': large ? 'haystack' : 'bezier',
        'target-arrow-shape': large ? 'none' : 'vee',
        'arrow-scale': 0.8,
        'overlay-opacity': 0,
        color: palette.textFaint,
        'font-family': font.text,
        'font-size': 11,
        'text-background-color': palette.page,
        'text-background-opacity': 1,
        'min-zoomed-font-size': 8,
      },
    },
    { selector: 'edge[?hot]', style: { width: 2, 'line-color': palette.state.critical.solid, 'target-arrow-color': palette.state.critical.solid } },
    { selector: 'edge.chosen', style: { width: 2, label: 'data(label)', 'line-color': palette.accent, 'target-arrow-color': palette.accent } },
    { selector: 'node.chosen', style: { 'underlay-color': palette.accent, 'underlay-opacity': 0.18, 'underlay-padding': 5 } },
  ];
}
