import type { ReactNode } from 'react';

import styles from './detail.module.css';

interface SectionProps {
  title: ReactNode;
  count?: number | null | undefined;
  extra?: ReactNode;
  /** The content draws its own edges (tables, lists). */
  flush?: boolean;
  children: ReactNode;
}

/** A titled block of a page. */
export function Section({ title, count, extra, flush = false, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>
          {title}
          {count !== undefined && count !== null && <span className={styles.count}>{count}</span>}
        </h2>
        {extra !== undefined && <div className={styles.sectionExtra}>{extra}</div>}
      </div>
      <div className={styles.sectionBody} data-flush={flush}>
        {children}
      </div>
    </section>
  );
}
