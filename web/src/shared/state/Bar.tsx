import type { Tone } from '@/shared/theme/tokens';

import styles from './state.module.css';

interface BarProps {
  /** How much of it is filled, from 0 to 1. */
  share: number;
  tone?: Tone;
  /** What is done of how many, where it shows how far something has come. */
  progress?: { readonly done: number; readonly all: number; readonly label?: string };
}

/** A thin bar that is filled in part; the words beside it say the figure. */
export function Bar({ share, tone = 'idle', progress }: BarProps) {
  const fill = <span style={{ width: `${share * 100}%` }} />;
  if (progress === undefined) {
    return (
      <span className={styles.bar} data-tone={tone}>
        {fill}
      </span>
    );
  }
  return (
    <span className={styles.bar} data-tone={tone} role="progressbar" aria-valuemin={0} aria-valuemax={progress.all} aria-valuenow={progress.done} aria-label={progress.label}>
      {fill}
    </span>
  );
}
