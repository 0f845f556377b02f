import { Button } from 'antd';
import { X } from 'lucide-react';

import { useWords } from '@/shared/i18n/words';

import styles from './list.module.css';
import type { BulkAction } from './types';
import type { BulkOutcome } from './useBulk';
import { words } from './words';

interface BulkBarProps<T> {
  rows: readonly T[];
  actions: readonly BulkAction<T>[];
  busy: string | undefined;
  onRun: (action: BulkAction<T>, rows: readonly T[]) => void;
  onClear: () => void;
}

export function BulkBar<T>({ rows, actions, busy, onRun, onClear }: BulkBarProps<T>) {
  const say = useWords(words);
  return (
    <div className={styles.bulk} role="toolbar" aria-label={say('selected', { n: rows.length })}>
      <b>{say('selected', { n: rows.length })}</b>
      {actions.map((action) => (
        <Button key={action.key} size="small" type="primary" loading={busy === action.key} onClick={() => onRun(action, rows)}>
          {action.title}
          {action.shortcut !== undefined && <kbd className={styles.key}>{action.shortcut.toUpperCase()}</kbd>}
        </Button>
      ))}
      <Button size="small" type="text" onClick={onClear}>
        {say('clearSelection')}
      </Button>
    </div>
  );
}

/** What became of each row, shown until it is read; the rows that failed say why. */
export function BulkReport({ outcome, onClose }: { outcome: BulkOutcome; onClose: () => void }) {
  const say = useWords(words);
  const failed = outcome.results.filter((result) => !result.ok);
  const ok = outcome.results.length - failed.length;
  const result = (): string => {
    if (outcome.results.length === 0) return say('nothingToDo');
    return failed.length === 0 ? say('done', { n: ok }) : say('doneSome', { ok, failed: failed.length });
  };
  return (
    <div className={styles.report} data-tone={failed.length > 0 ? 'warning' : ok > 0 ? 'ok' : 'idle'} role="status">
      <div className={styles.reportHead}>
        <b>
          {say('outcome', { title: outcome.title, result: result() })}
        </b>
        {outcome.skipped > 0 && <span>{say('skipped', { n: outcome.skipped })}</span>}
        <Button size="small" type="text" icon={<X size={14} />} aria-label={say('dismiss')} onClick={onClose} />
      </div>
      {failed.length > 0 && (
        <ul className={styles.reportRows}>
          {failed.map((result) => (
            <li key={result.id}>
              <b>{outcome.names.get(result.id) ?? result.id}</b> {result.message ?? say('refused')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
