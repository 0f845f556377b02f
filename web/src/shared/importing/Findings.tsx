import { useWords } from '@/shared/i18n/words';

import styles from './importing.module.css';
import type { FieldWording, JudgedRow } from './types';
import { words } from './words';

/** What was found in a row: what is wrong at which column, else what would change. */
export function Findings({ row, wording }: { row: JudgedRow; wording: FieldWording }) {
  const say = useWords(words);
  const lines =
    row.messages.length > 0
      ? row.messages.map((each) => say('said', { ...each }))
      : Object.entries(row.changes).map(([name, [from, to]]) => say('changed', { field: wording.field(name), from: wording.value(name, from), to: wording.value(name, to) }));
  if (lines.length === 0) return null;
  return (
    <ul className={styles.findings} data-wrong={row.verdict === 'error'}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
