import { App, Button, Drawer } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';
import { Counts } from '@/shared/importing/Counts';
import { Findings } from '@/shared/importing/Findings';
import { VerdictBadge } from '@/shared/importing/state';
import { TableDrop } from '@/shared/importing/TableDrop';
import { words as importing } from '@/shared/importing/words';
import { usePhone } from '@/shared/theme/usePhone';

import { importTable, type EntryImport, type PlannedRow } from './api';
import styles from './dictionaries.module.css';
import { useFieldWording } from './fields';
import { words } from './words';

interface ImportPanelProps {
  dictionary: string;
  onChanged: () => Promise<void>;
  onClose: () => void;
}

const ORDER = ['error', 'create', 'update', 'unchanged'] as const;
const SHOWN = 200;
const CELLS_SHOWN = 4;

function Row({ row }: { row: PlannedRow }) {
  const say = useWords(importing);
  const wording = useFieldWording();
  const cells = Object.values(row.cells).filter((cell) => cell !== '');
  return (
    <li className={styles.row}>
      <Quiet small>{say('rowNumber', { n: row.number })}</Quiet>
      <VerdictBadge verdict={row.verdict} />
      <div>
        {cells.slice(0, CELLS_SHOWN).join(' · ')}
        <Findings row={row} wording={wording} />
      </div>
    </li>
  );
}

/** A table of entries: what each row would do, and then all of them at once. */
export function ImportPanel({ dictionary, onChanged, onClose }: ImportPanelProps) {
  const say = useWords(words);
  const phone = usePhone();
  const { message } = App.useApp();
  const [looked, setLooked] = useState<{ readonly file: File; readonly plan: EntryImport }>();
  const [busy, setBusy] = useState(false);
  const look = async (file: File): Promise<void> => setLooked({ file, plan: await importTable(dictionary, file, false) });
  const apply = async (file: File): Promise<void> => {
    setBusy(true);
    try {
      const plan = await importTable(dictionary, file, true);
      setLooked({ file, plan });
      if (plan.applied) {
        void message.success(say('imported', { creates: plan.creates, updates: plan.updates }));
        await onChanged();
        onClose();
      }
    } catch (error) {
      void message.error(asProblem(error).told);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer open title={say('importTable')} size={phone ? '100%' : 640} onClose={onClose}>
      {looked === undefined ? (
        <TableDrop hint={say('importHint')} onFile={look} />
      ) : (
        <Plan file={looked.file} plan={looked.plan} busy={busy} onApply={() => void apply(looked.file)} onAnother={() => setLooked(undefined)} />
      )}
    </Drawer>
  );
}

interface PlanProps {
  file: File;
  plan: EntryImport;
  busy: boolean;
  onApply: () => void;
  onAnother: () => void;
}

function Plan({ file, plan, busy, onApply, onAnother }: PlanProps) {
  const say = useWords(words);
  const rows = [...plan.rows].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || a.number - b.number);
  const writable = plan.creates + plan.updates;
  return (
    <>
      <div className={styles.bar}>
        <b>{file.name}</b>
        {plan.errors === 0 && writable > 0 && (
          <Button type="primary" loading={busy} onClick={onApply}>
            {say('applyImport', { n: writable })}
          </Button>
        )}
        <Button onClick={onAnother}>{say('another')}</Button>
      </div>
      <Counts of={plan} />
      {plan.errors > 0 && <Quiet as="p" small>{say('fixFirst', { n: plan.errors })}</Quiet>}
      {plan.errors === 0 && writable === 0 && <Quiet as="p" small>{say('nothingToDo')}</Quiet>}
      <ul className={styles.rows}>
        {rows.slice(0, SHOWN).map((row) => (
          <Row key={row.number} row={row} />
        ))}
      </ul>
      {rows.length > SHOWN && <Quiet as="p" small>{say('andMore', { n: rows.length - SHOWN })}</Quiet>}
    </>
  );
}
