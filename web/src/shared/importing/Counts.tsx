import { plainNumber } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';

import styles from './importing.module.css';
import type { RowCounts } from './types';
import { words } from './words';

/** How many rows would do what, or did. */
export function Counts({ of: { creates, updates, unchanged, reviews, errors } }: { of: RowCounts }) {
  const say = useWords(words);
  const locale = useLocale();
  const figures = [
    ['create', creates, undefined],
    ['update', updates, undefined],
    ['unchanged', unchanged, undefined],
    ...(reviews === undefined ? [] : [['review', reviews, 'warning'] as const]),
    ['error', errors, 'critical'],
  ] as const;
  return (
    <div className={styles.counts}>
      {figures.map(([verdict, count, tone]) => (
        <div key={verdict} data-tone={count > 0 ? tone : undefined}>
          <b>{plainNumber(count, locale)}</b>
          {say(verdict)}
        </div>
      ))}
    </div>
  );
}
