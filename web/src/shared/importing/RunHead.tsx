import type { ReactNode } from 'react';

import { Quiet } from '@/shared/detail/Quiet';

import { Counts } from './Counts';
import styles from './importing.module.css';
import { isJudged, isMoving, TableState } from './state';
import { TableProgress } from './TableProgress';
import type { ImportedTable } from './types';

interface RunHeadProps {
  run: ImportedTable;
  /** How its state is called, where a kind of import says it otherwise. */
  word?: string | undefined;
  /** The piece of work that progress is about, where one state has several. */
  phase?: string;
  /** What its rows are. */
  about?: string;
  /** What can be done with it. */
  children: ReactNode;
}

/** One table on its way: what can be done, how far it is, what is wrong with it as a whole, what its rows come to. */
export function RunHead({ run, word, phase = '', about, children }: RunHeadProps) {
  return (
    <>
      <div className={styles.bar}>
        <TableState run={run} word={word} />
        <b className={styles.name}>{run.file_name}</b>
        {about !== undefined && <Quiet>{about}</Quiet>}
        {children}
      </div>
      {isMoving(run) && <TableProgress key={`${run.state}${phase}`} run={run} />}
      {run.problem !== '' && (
        <div className={styles.problem} role="alert">
          {run.problem}
        </div>
      )}
      {isJudged(run) && <Counts of={run} />}
    </>
  );
}
