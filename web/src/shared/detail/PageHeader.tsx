import { useEffect, type ReactNode } from 'react';

import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';

import styles from './detail.module.css';

interface PageHeaderProps {
  title: string;
  /** What kind of thing it is, its number, where it belongs. */
  kicker?: ReactNode;
  /** State badges beside the title. */
  state?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page; it also names the browser tab. */
export function PageHeader({ title, kicker, state, note, actions }: PageHeaderProps) {
  const product = useWords(common)('product');
  useEffect(() => {
    document.title = title === '' ? product : `${title} - ${product}`;
  }, [title, product]);
  return (
    <header className={styles.header}>
      <div className={styles.headline}>
        {kicker !== undefined && <div className={styles.kicker}>{kicker}</div>}
        <h1 className={styles.title}>
          {title}
          {state}
        </h1>
        {note !== undefined && <div className={styles.note}>{note}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
