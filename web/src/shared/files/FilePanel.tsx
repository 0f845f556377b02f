import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { fetchFiles, fileKeys, LOOK_AGAIN_MS, removeFile, type FileTarget, type RecordFiles } from './api';
import { DropZone } from './DropZone';
import { FileRow, SendingRow } from './FileRow';
import styles from './files.module.css';
import { useUploads } from './useUploads';
import { words } from './words';

/** A thumbnail comes a moment after its picture: so long it is waited for (ms). */
const THUMBNAIL_MS = 20_000;

function isUnsettled(found: RecordFiles | undefined): boolean {
  return (found?.items ?? []).some(
    (file) => file.state === 'waiting' || (file.preview === 'image' && !file.has_thumbnail && file.state === 'ready' && Date.now() - Date.parse(file.uploaded_at) < THUMBNAIL_MS),
  );
}

interface FilePanelProps extends FileTarget {
  /** Something was added or removed. */
  onChanged?: (() => void) | undefined;
}

/** The files on a record: looked at, saved, added and removed by whoever may. */
export function FilePanel({ kind, record, onChanged }: FilePanelProps) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const target = { kind, record };
  const query = useQuery({
    queryKey: fileKeys.of(target),
    queryFn: () => fetchFiles(target),
    refetchInterval: ({ state }) => (isUnsettled(state.data) ? LOOK_AGAIN_MS : false),
  });
  const changed = (): void => {
    void client.invalidateQueries({ queryKey: fileKeys.of(target) });
    onChanged?.();
  };
  const uploads = useUploads({ target, onDone: changed });
  const remove = useMutation({
    mutationFn: removeFile,
    onSuccess: () => {
      void message.success(say('removed'));
      changed();
    },
    onError: (error) => void message.error(asProblem(error).told),
  });
  return (
    <Section title={say('files')} count={query.data?.items.length}>
      <Loaded query={query} rows={2}>
        {(found) => (
          <>
            {found.items.length === 0 && !found.can_add && <Quiet as="div" small>{say('none')}</Quiet>}
            <ul className={styles.list}>
              {found.items.map((file) => (
                <FileRow key={file.id} file={file} onRemove={found.can_remove ? () => remove.mutate(file.id) : undefined} />
              ))}
              {uploads.sending.map((sending) => (
                <SendingRow key={sending.key} sending={sending} onDrop={() => uploads.drop(sending.key)} />
              ))}
            </ul>
            {found.can_add && <DropZone uploads={uploads} pastes="page" />}
          </>
        )}
      </Loaded>
    </Section>
  );
}
