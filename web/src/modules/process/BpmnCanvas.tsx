import 'bpmn-js/dist/assets/diagram-js.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { useEffect, useRef, useState } from 'react';

import { useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';
import { font, palettes } from '@/shared/theme/tokens';
import { useMode } from '@/shared/theme/mode';

import styles from './process.module.css';
import type { Diagram } from './types';
import { words } from './words';

/** The two services of the viewer that we use. */
interface Canvas {
  zoom: (level: 'fit-viewport', centre: 'auto') => void;
  addMarker: (element: string, marker: string) => void;
}

interface Registry {
  get: (id: string) => unknown;
}

/** Draws the process; the colours of its shapes come from process.module.css, which reads the tokens. */
export default function BpmnCanvas({ diagram }: { diagram: Diagram }) {
  const say = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  const palette = palettes[useMode()];
  const [failed, setFailed] = useState('');

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const viewer = new NavigatedViewer({
      container: element,
      bpmnRenderer: { defaultFillColor: palette.surface, defaultStrokeColor: palette.textFaint, defaultLabelColor: palette.text },
      textRenderer: { defaultStyle: { fontFamily: font.text, fontSize: 13 }, externalStyle: { fontFamily: font.text, fontSize: 12 } },
    });
    let gone = false;
    const observer = new ResizeObserver(() => viewer.get<Canvas>('canvas').zoom('fit-viewport', 'auto'));
    const draw = async (): Promise<void> => {
      try {
        await viewer.importXML(diagram.bpmn);
      } catch (error) {
        if (!gone) setFailed(error instanceof Error ? error.message : String(error));
        return;
      }
      if (gone) return;
      const canvas = viewer.get<Canvas>('canvas');
      const registry = viewer.get<Registry>('elementRegistry');
      const mark = (ids: readonly string[], marker: string): void =>
        ids.filter((id) => registry.get(id) !== undefined).forEach((id) => canvas.addMarker(id, marker));
      mark(diagram.done, 'ty-done');
      mark(diagram.current, 'ty-current');
      observer.observe(element);
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
      <div ref={box} className={styles.canvas} hidden={failed !== ''} />
    </>
  );
}
