import { useEffect, useState } from 'react';

import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';

import styles from './state.module.css';

const WIDTHS = ['72%', '54%', '88%', '63%', '79%', '46%', '70%', '58%'];

/** Quiet bones where content will be. They appear only if loading takes long enough to notice. */
export function Skeleton({ rows = 5 }: { rows?: number }) {
  const say = useWords(common);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.skeleton} role="status" aria-label={say('loading')} style={{ opacity: visible ? 1 : 0 }}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.bone} style={{ width: WIDTHS[row % WIDTHS.length] }} />
      ))}
    </div>
  );
}
