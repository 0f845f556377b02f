import { App, Button, Drawer, Upload } from 'antd';
import { FileUp } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { usePhone } from '@/shared/theme/usePhone';

import { importTable, type EntryImport, type PlannedRow } from './api';
import styles from './dictionaries.module.css';
import { useFieldText } from './fields';
import { words } from './words';

interface ImportPanelProps {
  dictionary: string;
  onChanged: () => Promise<void>;
  onClose: () => void;
}

const TONES: Readonly<Record<PlannedRow['verdict'], Tone>> = { error: 'critical', create: 'ok', update: 'running', unchanged: 'idle' };
const ORDER = ['error', 'create', 'update', 'unchanged'] as const;
const SHOWN = 200;

function Row({ row }: { row: PlannedRow }) {
  const say = useWords(words);
  const shown = useFieldText();
  const cells = Object.values(row.cells).filter((cell) => cell !== '');
  return (
    <li className={styles.row}>
      <span className={styles.quiet}>{say('row', { n: row.number })}</span>
      <StateBadge tone={TONES[row.verdict]} label={say(row.verdict)} />
      <span>
        {cells.slice(0, 4).join(' · ')}
        {row.messages.map((each) => (
          <div key={`${each.column}${each.message}`} className={styles.wrong}>
            {say('finding', { ...each })}
          </div>
        ))}
        {Object.entries(row.changes).map(([field, [from, to]]) => (
          <div key={field} className={styles.quiet}>
            {say('fromTo', { field: shown.title(field), from: shown.value(from), to: shown.value(to) })}
          </div>
        ))}
      </span>
    </li>
  );
}

/** A table of entries: what each row would do, and then all of them at once. */
export function ImportPanel({ dictionary, onChanged, onClose }: ImportPanelProps) {
  const say = useWords(words);
  const phone = usePhone();
  const { message } = App.useApp();
  const [file, setFile] = useState<File>();
  const [plan, setPlan] = useState<EntryImport>();
  const [busy, setBusy] = useState(false);
  const send = async (chosen: File, apply: boolean): Promise<void> => {
    setBusy(true);
    try {
      const answer = await importTable(dictionary, chosen, apply);
      setFile(chosen);
      setPlan(answer);
      if (answer.applied) {
        void message.success(say('imported', { creates: answer.creates, updates: answer.updates }));
        await onChanged();
        onClose();
      }
    } catch (error) {
      void message.error(asProblem(error).told);
    } finally {
      setBusy(false);
    }
  };
  const rows = plan === undefined ? [] : [...plan.rows].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || a.number - b.number);
  const writable = plan === undefined ? 0 : plan.creates + plan.updates;
  return (
    <Drawer open title={say('importTable')} size={phone ? '100%' : 640} onClose={onClose}>
      {plan === undefined || file === undefined ? (
        <Upload.Dragger
          height={180}
          accept=".xlsx,.csv"
          maxCount={1}
          showUploadList={false}
          disabled={busy}
          beforeUpload={(chosen) => {
            void send(chosen, false);
            return false;
          }}
        >
          <FileUp size={28} strokeWidth={1.4} />
          <p>{say('dropHere')}</p>
          <p className={styles.quiet}>{say('importHint')}</p>
        </Upload.Dragger>
      ) : (
        <>
          <div className={styles.bar}>
            <b>{file.name}</b>
            {ORDER.map((verdict) => {
              const n = verdict === 'error' ? plan.errors : verdict === 'create' ? plan.creates : verdict === 'update' ? plan.updates : plan.unchanged;
              return n > 0 && <StateBadge key={verdict} tone={TONES[verdict]} label={`${say(verdict)} ${n}`} />;
            })}
          </div>
          <div className={styles.bar}>
            {plan.errors === 0 && writable > 0 && (
              <Button type="primary" loading={busy} onClick={() => void send(file, true)}>
                {say('applyImport', { n: writable })}
              </Button>
            )}
            <Button onClick={() => setPlan(undefined)}>{say('another')}</Button>
            {plan.errors > 0 && <span className={styles.quiet}>{say('fixFirst', { n: plan.errors })}</span>}
            {plan.errors === 0 && writable === 0 && <span className={styles.quiet}>{say('nothingToDo')}</span>}
          </div>
          <ul className={styles.rows}>
            {rows.slice(0, SHOWN).map((row) => (
              <Row key={row.number} row={row} />
            ))}
          </ul>
          {rows.length > SHOWN && <p className={styles.quiet}>{say('andMore', { n: rows.length - SHOWN })}</p>}
        </>
      )}
    </Drawer>
  );
}
