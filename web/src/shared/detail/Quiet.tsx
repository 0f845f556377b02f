import type { ReactNode } from 'react';

import styles from './detail.module.css';

interface QuietProps {
  children: ReactNode;
  as?: 'span' | 'p' | 'div' | 'li' | 'td';
  /** A size smaller, beside what is itself told in a line. */
  small?: boolean;
}

/** Words that stand back behind what the page is about: a note, what is missing, what belongs to the word before. */
export function Quiet({ children, as: Tag = 'span', small = false }: QuietProps) {
  return (
    <Tag className={styles.quiet} data-small={small}>
      {children}
    </Tag>
  );
}
