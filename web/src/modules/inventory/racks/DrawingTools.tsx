import { App, Button, Dropdown } from 'antd';
import { Download, Printer } from 'lucide-react';
import type { RefObject } from 'react';

import { useWords } from '@/shared/i18n/words';

import { printDrawing, saveDrawing } from './picture';
import { rackWords } from './words';

/** Saves or prints what is drawn. */
export function DrawingTools({ drawing, name }: { drawing: RefObject<SVGSVGElement | null>; name: string }) {
  const say = useWords(rackWords);
  const { message } = App.useApp();
  const save = async (kind: string): Promise<void> => {
    try {
      if (drawing.current !== null) await saveDrawing(drawing.current, name, kind);
    } catch {
      // The browser draws no picture of this size, or has no room for it.
      void message.error(say('notDrawn'));
    }
  };
  return (
    <>
      <Dropdown menu={{ items: ['svg', 'png'].map((kind) => ({ key: kind, label: kind.toUpperCase() })), onClick: ({ key }) => void save(key) }}>
        <Button icon={<Download size={14} />} aria-label={say('export')} title={say('export')} />
      </Dropdown>
      <Button icon={<Printer size={14} />} aria-label={say('print')} title={say('print')} onClick={() => drawing.current !== null && printDrawing(drawing.current)} />
    </>
  );
}
