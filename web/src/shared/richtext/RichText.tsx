import { useMemo } from 'react';

import styles from './richtext.module.css';
import { tidy } from './tidy';

/** Rich text to read. */
export function RichText({ html }: { html: string }) {
  const clean = useMemo(() => ({ __html: tidy(html) }), [html]);
  return <div className={styles.text} dangerouslySetInnerHTML={clean} />;
}
