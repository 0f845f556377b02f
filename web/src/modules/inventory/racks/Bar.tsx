import type { Tone } from '@/shared/theme/tokens';

import styles from './racks.module.css';

const NEARLY = 0.8;

/** How much of something is used: coloured only when it asks for action. */
export function toneOf(used: number, all: number | null): Tone {
  if (all === null || all === 0) return 'idle';
  return used > all ? 'critical' : used > NEARLY * all ? 'warning' : 'idle';
}

export function Bar({ name, used, all, told, note = '' }: { name: string; used: number; all: number | null; told: string; note?: string }) {
  const share = all === null || all === 0 ? 0 : Math.min(1, used / all);
  return (
    <div className={styles.measure}>
      <div className={styles.measureHead}>
        <span>{name}</span>
        <span className={styles.figure}>{told}</span>
      </div>
      <div className={styles.bar} data-tone={toneOf(used, all)}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
      {note !== '' && <div className={styles.quiet}>{note}</div>}
    </div>
  );
}
