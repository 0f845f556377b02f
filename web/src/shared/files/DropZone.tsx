import { Plus } from 'lucide-react';
import { useEffect, useId, useRef, useState, type DragEvent, type ReactNode } from 'react';

import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { limitMib } from './api';
import styles from './files.module.css';
import { pastedName } from './upload';
import type { Uploads } from './useUploads';
import { words } from './words';

interface DropZoneProps {
  uploads: Uploads;
  accept?: readonly string[] | undefined;
  /** Takes what is pasted anywhere on the page, or only in the form it stands in, which then comes first. */
  pastes: 'page' | 'form';
  id?: string | undefined;
  invalid?: boolean;
  describedBy?: string | undefined;
  children?: ReactNode;
}

function filesOf(data: DataTransfer | null): File[] {
  return data === null ? [] : [...data.files];
}

/** Where files go in: by a click, by dropping, by pasting. */
export function DropZone({ uploads, accept, pastes, id, invalid = false, describedBy, children }: DropZoneProps) {
  const say = useWords(words);
  const phone = usePhone();
  const ownId = useId();
  const [over, setOver] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { add, rules } = uploads;

  useEffect(() => {
    const isOurs = (target: EventTarget | null): boolean => pastes === 'page' || (target instanceof Node && box.current?.closest('form')?.contains(target) === true);
    const onPaste = (event: ClipboardEvent): void => {
      const files = filesOf(event.clipboardData);
      if (files.length === 0 || event.defaultPrevented || !isOurs(event.target)) return;
      event.preventDefault();
      add(files, (file) => (file.name === 'image.png' ? pastedName(file, say('screenshot')) : file.name));
    };
    const first = pastes === 'form';
    window.addEventListener('paste', onPaste, first);
    return () => window.removeEventListener('paste', onPaste, first);
  }, [pastes, add, say]);

  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    add(filesOf(event.dataTransfer));
  };
  const kinds = (accept !== undefined && accept.length > 0 ? accept : (rules?.extensions ?? [])).map((each) => `.${each}`).join(',');
  return (
    <div
      ref={box}
      className={styles.zone}
      data-over={over}
      data-invalid={invalid}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {children}
      <label className={styles.add}>
        <input
          id={id ?? ownId}
          type="file"
          multiple
          accept={kinds}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Plus size={15} aria-hidden="true" />
        <span>{over ? say('dropNow') : say(phone ? 'addHintPhone' : 'addHint')}</span>
        {rules !== undefined && <Quiet small>{say('limit', { mib: limitMib(rules) })}</Quiet>}
      </label>
    </div>
  );
}
