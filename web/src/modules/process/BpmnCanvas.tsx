import 'bpmn-js/dist/assets/diagram-js.css';
import Viewer from 'bpmn-js/lib/Viewer';
import { useEffect, useRef, useState } from 'react';

import { useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';
import { font, palettes } from '@/shared/theme/tokens';
import { useMode } from '@/shared/theme/mode';

import styles from './process.module.css';
import type { Diagram } from './types';
import { words } from './words';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A name that stands outside its shape. */
interface Label extends Box {
  readonly labelTarget?: object;
  readonly businessObject: { readonly name?: string };
}

/** The services of the viewer that we use. */
interface Canvas {
  addMarker: (element: string, marker: string) => void;
  viewbox: (shown?: Box) => { inner: Box };
  getAbsoluteBBox: (element: object) => { x: number; width: number };
  resized: () => void;
}

interface Registry {
  get: (id: string) => object | undefined;
  filter: (wanted: (element: Label) => boolean) => Label[];
  getGraphics: (element: Label) => SVGElement;
}

interface TextRenderer {
  getExternalLabelBounds: (bounds: Box, text: string) => Box;
}

interface GraphicsFactory {
  update: (kind: 'shape', element: Label, graphics: SVGElement) => void;
}

/** A diagram keeps the label bounds of the editor it was drawn in; in our font each gets the room its words need. */
function fitLabels(viewer: Viewer): void {
  const registry = viewer.get<Registry>('elementRegistry');
  const text = viewer.get<TextRenderer>('textRenderer');
  const graphics = viewer.get<GraphicsFactory>('graphicsFactory');
  for (const label of registry.filter((element) => element.labelTarget !== undefined)) {
    Object.assign(label, text.getExternalLabelBounds(label, label.businessObject.name ?? ''));
    graphics.update('shape', label, registry.getGraphics(label));
  }
}

/** Below this scale the names of the steps cannot be read; then the picture is wider than its place and scrolls. */
const READABLE = 0.68;
const HEIGHT = { least: 160, most: 420 };
/** Between the picture and the edge of its place (px). */
const MARGIN = 20;

/** Draws the process; the colours of its shapes come from process.module.css, which reads the tokens. */
export default function BpmnCanvas({ diagram }: { diagram: Diagram }) {
  const say = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  const palette = palettes[useMode()];
  const [failed, setFailed] = useState('');

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const viewer = new Viewer({
      container: element,
      bpmnRenderer: { defaultFillColor: palette.surface, defaultStrokeColor: palette.textFaint, defaultLabelColor: palette.text },
      textRenderer: { defaultStyle: { fontFamily: font.text, fontSize: 15 }, externalStyle: { fontFamily: font.text, fontSize: 14 } },
    });
    let gone = false;
    const fit = (): void => {
      const canvas = viewer.get<Canvas>('canvas');
      const registry = viewer.get<Registry>('elementRegistry');
      const place = element.parentElement;
      const { inner } = canvas.viewbox();
      const width = Math.max(place?.clientWidth ?? 0, inner.width * READABLE + 2 * MARGIN);
      const wide = Math.min(1, (width - 2 * MARGIN) / inner.width);
      const height = Math.min(HEIGHT.most, Math.max(HEIGHT.least, inner.height * wide + 2 * MARGIN));
      const scale = Math.min(wide, (height - 2 * MARGIN) / inner.height);
      element.style.width = `${width}px`;
      element.style.height = `${height}px`;
      canvas.resized();
      canvas.viewbox({
        x: inner.x + (inner.width - width / scale) / 2,
        y: inner.y + (inner.height - height / scale) / 2,
        width: width / scale,
        height: height / scale,
      });
      const current = registry.get(diagram.current[0] ?? '');
      if (place === null || current === undefined) return;
      const box = canvas.getAbsoluteBBox(current);
      place.scrollLeft = box.x + box.width / 2 - place.clientWidth / 2;
    };
    const observer = new ResizeObserver(fit);
    const draw = async (): Promise<void> => {
      try {
        await viewer.importXML(diagram.bpmn);
      } catch (error) {
        if (!gone) setFailed(error instanceof Error ? error.message : String(error));
        return;
      }
      if (gone) return;
      fitLabels(viewer);
      const canvas = viewer.get<Canvas>('canvas');
      const registry = viewer.get<Registry>('elementRegistry');
      const mark = (ids: readonly string[], marker: string): void =>
        ids.filter((id) => registry.get(id) !== undefined).forEach((id) => canvas.addMarker(id, marker));
      mark(diagram.done, 'ty-done');
      mark(diagram.current, 'ty-current');
      if (element.parentElement !== null) observer.observe(element.parentElement);
    };
    void draw();
    return () => {
      gone = true;
      observer.disconnect();
      viewer.destroy();
    };
  }, [diagram, palette]);

  return (
    <>
      {failed !== '' && <Notice compact title={say('processFailed')} detail={failed} />}
      <div className={styles.scroller} hidden={failed !== ''}>
        <div ref={box} className={styles.canvas} />
      </div>
    </>
  );
}
