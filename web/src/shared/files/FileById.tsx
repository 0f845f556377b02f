import { useQuery } from '@tanstack/react-query';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';

import { fetchFile, fileKeys, LOOK_AGAIN_MS } from './api';
import styles from './files.module.css';
import { FileRow } from './FileRow';
import { words } from './words';

/** A file of which a form knows only the id. */
export function FileById({ id, onRemove }: { id: string; onRemove?: (() => void) | undefined }) {
  const say = useWords(words);
  const query = useQuery({
    queryKey: fileKeys.one(id),
    queryFn: () => fetchFile(id),
    retry: (count, error) => count < 2 && asProblem(error).kind !== 'missing',
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? LOOK_AGAIN_MS : false),
  });
  if (query.data !== undefined) return <FileRow file={query.data} onRemove={onRemove} />;
  return <li className={styles.row}>{query.isError && <Quiet small>{say('gone')}</Quiet>}</li>;
}

/** Files that an answer names, to be looked at. */
export function FilesById({ ids }: { ids: readonly string[] }) {
  return (
    <ul className={styles.list}>
      {ids.map((id) => (
        <FileById key={id} id={id} />
      ))}
    </ul>
  );
}
