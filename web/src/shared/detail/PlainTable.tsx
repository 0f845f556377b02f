import type { CSSProperties, ReactNode } from 'react';

import styles from './detail.module.css';

interface PlainTableProps {
  children: ReactNode;
  /** In a place with a margin of its own: the first column begins at its edge. */
  inset?: boolean;
  /** Of figures: to the right, each on one line; the first column names them. */
  figures?: boolean;
  /** What only this table has: widths, how it is told on a phone. */
  className?: string | undefined;
  style?: CSSProperties | undefined;
}

/** Rows to be read, without the tools of a list (ResourceTable). */
export function PlainTable({ children, inset = false, figures = false, className, style }: PlainTableProps) {
  return (
    <table className={[styles.plain, className].filter(Boolean).join(' ')} data-inset={inset} data-figures={figures} style={style}>
      {children}
    </table>
  );
}
