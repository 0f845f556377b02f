import type { ReactNode } from 'react';

import styles from './state.module.css';

interface NoticeProps {
  icon?: ReactNode;
  title: string;
  detail?: ReactNode;
  trace?: string;
  /** The next step; a state without one leaves the reader alone. */
  children?: ReactNode;
  compact?: boolean;
}

/** What stands where content would be: says what happened and offers the next step. */
export function Notice({ icon, title, detail, trace, children, compact = false }: NoticeProps) {
  return (
    <div className={styles.notice} data-compact={compact} role="status">
      {icon !== undefined && <div className={styles.noticeIcon}>{icon}</div>}
      <div className={styles.noticeTitle}>{title}</div>
      {detail !== undefined && detail !== '' && <div className={styles.noticeDetail}>{detail}</div>}
      {trace !== undefined && trace !== '' && <div className={styles.noticeTrace}>{trace}</div>}
      {children !== undefined && <div className={styles.noticeActions}>{children}</div>}
    </div>
  );
}
