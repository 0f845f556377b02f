import type { ReactNode } from 'react';

import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { Mark } from '@/shared/theme/Mark';

import styles from './kernel.module.css';
import { words } from './words';

/** The frame of the pages before sign-in. */
export function Gate({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const say = useWords(words);
  const product = useWords(common)('product');
  return (
    <main className={styles.gate}>
      <div className={styles.gateBox}>
        <div className={styles.gateBrand}>
          <Mark size={36} />
          <div>
            <b>{product}</b>
            <span>{say('slogan')}</span>
          </div>
        </div>
        <section className={styles.gateCard}>
          <h1>{title}</h1>
          {note !== undefined && <p>{note}</p>}
          {children}
        </section>
      </div>
    </main>
  );
}
