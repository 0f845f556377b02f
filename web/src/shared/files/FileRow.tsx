import { Button, Popconfirm } from 'antd';
import { Download, Trash2, X } from 'lucide-react';
import { useState } from 'react';

import { quantityText } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';
import { Bar } from '@/shared/state/Bar';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { contentHref, type StoredFile } from './api';
import styles from './files.module.css';
import { FileMark } from './icons';
import { Preview } from './Preview';
import type { Sending } from './useUploads';
import { words } from './words';

function FileState({ file }: { file: StoredFile }) {
  const say = useWords(words);
  if (file.state === 'waiting') return <StateBadge tone="running" label={say('waiting')} />;
  return file.state === 'quarantined' ? <StateBadge tone="critical" label={say('quarantined')} reason={file.finding} /> : null;
}

/** One file: what it is, who brought it when, and what may be done with it. */
export function FileRow({ file, onRemove }: { file: StoredFile; onRemove?: (() => void) | undefined }) {
  const say = useWords(words);
  const locale = useLocale();
  const [shown, setShown] = useState(false);
  const readable = file.state === 'ready';
  const looked = readable && file.preview !== '';
  return (
    <li className={styles.row}>
      <FileMark file={file} />
      <div className={styles.what}>
        {looked ? (
          <button type="button" className={styles.name} onClick={() => setShown(true)} title={say('preview')}>
            {file.name}
          </button>
        ) : readable ? (
          <a className={styles.name} href={contentHref(file.id)} title={say('download')}>
            {file.name}
          </a>
        ) : (
          <span className={styles.name}>{file.name}</span>
        )}
        <span className={styles.meta}>
          <FileState file={file} />
          <span>{quantityText(file.size, 'bytes', locale)}</span>
          <span>{file.owner_name}</span>
          <Time at={file.uploaded_at} />
        </span>
      </div>
      <div className={styles.verbs}>
        {readable && <Button type="text" size="small" icon={<Download size={15} />} aria-label={`${say('download')} ${file.name}`} title={say('download')} href={contentHref(file.id)} />}
        {onRemove !== undefined && (
          <Popconfirm title={say('removeAsk', { name: file.name })} description={say('removeNote')} okText={say('remove')} okButtonProps={{ danger: true }} onConfirm={onRemove}>
            <Button type="text" size="small" icon={<Trash2 size={15} />} aria-label={`${say('remove')} ${file.name}`} title={say('remove')} />
          </Popconfirm>
        )}
      </div>
      {shown && <Preview file={file} onClose={() => setShown(false)} />}
    </li>
  );
}

/** One file on its way: how far it is, or why it was refused. */
export function SendingRow({ sending, onDrop }: { sending: Sending; onDrop: () => void }) {
  const say = useWords(words);
  const locale = useLocale();
  const failed = sending.problem !== '';
  const part = Math.round(sending.part * 100);
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <span className={styles.name}>{sending.name}</span>
        {failed ? (
          <span className={styles.refusal} role="alert">
            {sending.problem}
          </span>
        ) : (
          <>
            <span className={styles.meta}>
              <span>{quantityText(sending.size, 'bytes', locale)}</span>
              <span>{part === 0 ? say('queued') : say('uploading', { part })}</span>
            </span>
            <Bar share={part / 100} progress={{ done: part, all: 100, label: sending.name }} />
          </>
        )}
      </div>
      <div className={styles.verbs}>
        <Button type="text" size="small" icon={<X size={15} />} aria-label={`${say(failed ? 'hide' : 'stop')} ${sending.name}`} title={say(failed ? 'hide' : 'stop')} onClick={onDrop} />
      </div>
    </li>
  );
}
