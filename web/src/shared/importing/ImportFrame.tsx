import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';

import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import styles from './importing.module.css';
import { isMoving } from './state';
import type { ImportedTable } from './types';
import { words } from './words';

const LOOK_AGAIN_MS = 1000;

interface ImportFrameProps<R> {
  title: string;
  note: string;
  /** The table that is looked at; none yet on the way in. */
  id: string | undefined;
  /** Names these imports among what was fetched. */
  queryKey: string;
  fetch: (id: string) => Promise<R>;
  /** The way in: choose what it is, and send it. */
  start: ReactNode;
  earlier: ReactNode;
  onAnother: (run: R | undefined) => void;
  children: (run: R, look: () => void) => ReactNode;
}

/** The page of an import: the way in with what was sent before, or one table, looked at again while the server works on it. */
export function ImportFrame<R extends ImportedTable>({ title, note, id, queryKey, fetch, start, earlier, onAnother, children }: ImportFrameProps<R>) {
  const say = useWords(words);
  const query = useQuery({
    queryKey: [queryKey, id],
    queryFn: () => fetch(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? LOOK_AGAIN_MS : false),
  });
  return (
    <>
      <PageHeader title={title} note={note} actions={id !== undefined && <Button onClick={() => onAnother(query.data)}>{say('another')}</Button>} />
      {id === undefined ? (
        <>
          {start}
          <div className={styles.earlier}>
            <Section title={say('earlier')} flush>
              {earlier}
            </Section>
          </div>
        </>
      ) : (
        <Loaded query={query} rows={6}>
          {(run) => children(run, () => void query.refetch())}
        </Loaded>
      )}
    </>
  );
}
