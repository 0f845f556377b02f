import { Progress } from 'antd';
import { useState } from 'react';

import { Quiet } from '@/shared/detail/Quiet';
import { useLocale, useWords } from '@/shared/i18n/words';
import { duration } from '@/shared/time/format';
import { useNow } from '@/shared/time/useNow';

import styles from './importing.module.css';
import type { ImportedTable } from './types';
import { words } from './words';

/** Nobody is told how long it takes before so much of it was watched. */
const WATCHED_MS = 3000;

/** How many rows the server is through, and how long the rest will take at the pace since one looks on. Another phase is another piece. */
export function TableProgress({ run }: { run: ImportedTable }) {
  const say = useWords(words);
  const locale = useLocale();
  const now = useNow();
  const [began] = useState({ at: now, done: run.done });
  const watched = now - began.at;
  const gone = run.done - began.done;
  const leftMs = watched >= WATCHED_MS && gone > 0 ? ((run.total - run.done) * watched) / gone : undefined;
  return (
    <div className={styles.bar}>
      <Progress percent={run.total === 0 ? 0 : Math.floor((run.done / run.total) * 100)} style={{ flex: '1 1 240px' }} />
      <Quiet>
        {say('progress', { done: run.done, total: run.total })}
        {leftMs !== undefined && ` · ${say('left', { time: duration(leftMs / 1000, locale) })}`}
      </Quiet>
      <Quiet>{say('goesOn')}</Quiet>
    </div>
  );
}
