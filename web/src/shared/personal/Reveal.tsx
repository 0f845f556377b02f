import { Button, Input, Modal } from 'antd';
import { Eye } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { asProblem } from '@/shared/api/problem';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { useAllowed } from '@/shared/session/may';

import styles from './personal.module.css';
import { words } from './words';

const SHORTEST = 2;
const USUAL = ['usualContact', 'usualCheck', 'usualEmergency'] as const;

function ReasonDialog({ onGive, onClose }: { onGive: (reason: string) => Promise<void>; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState('');
  const [busy, setBusy] = useState(false);
  const give = async (): Promise<void> => {
    setBusy(true);
    setRefused('');
    try {
      await onGive(reason.trim());
      onClose();
    } catch (error) {
      setRefused(asProblem(error).told);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={440}
      title={say('title')}
      okText={say('look')}
      cancelText={shared('cancel')}
      okButtonProps={{ disabled: reason.trim().length < SHORTEST, loading: busy }}
      onOk={() => void give()}
      onCancel={onClose}
    >
      <p className={styles.note}>{say('note')}</p>
      <div className={styles.usual}>
        {USUAL.map((key) => (
          <Button key={key} size="small" onClick={() => setReason(say(key))}>
            {say(key)}
          </Button>
        ))}
      </div>
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={300}
        value={reason}
        aria-label={say('reason')}
        placeholder={say('reason')}
        status={refused === '' ? '' : 'error'}
        onChange={(event) => setReason(event.target.value)}
      />
      {refused !== '' && <p role="alert" className={styles.refused}>{refused}</p>}
    </Modal>
  );
}

/**
 * Personal data that stand masked on a page, and the way to see them: `button` asks why and looks, `clear` is what was
 * behind the mask, until the page is left or the record changes. Nobody without the right, and nothing to look at: no button.
 */
export function useReveal<T>(key: string, look: (reason: string) => Promise<T>, { something = true }: { something?: boolean } = {}): { clear: T | undefined; button: ReactNode } {
  const say = useWords(words);
  const allowed = useAllowed('personal:reveal');
  const [open, setOpen] = useState(false);
  const [seen, setSeen] = useState<{ key: string; value: T }>();
  const clear = seen?.key === key ? seen.value : undefined;
  const button =
    allowed && something && clear === undefined ? (
      <>
        <Button size="small" icon={<Eye size={14} />} onClick={() => setOpen(true)}>
          {say('button')}
        </Button>
        {open && <ReasonDialog onGive={async (reason) => setSeen({ key, value: await look(reason) })} onClose={() => setOpen(false)} />}
      </>
    ) : null;
  return { clear, button };
}

/** Whether a text stands behind a mask: then it is no link to call or write to. */
export function isMasked(text: string): boolean {
  return text.includes('***');
}

/** A phone number to call or a mail address to write to; masked ones are only text. */
export function Reach({ kind, text }: { kind: 'tel' | 'mailto'; text: string }) {
  if (text === '') return null;
  return isMasked(text) ? <span>{text}</span> : <a href={`${kind}:${text}`}>{text}</a>;
}
