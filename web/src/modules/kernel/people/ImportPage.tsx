import { useQuery } from '@tanstack/react-query';
import { App, Button, Radio, Upload } from 'antd';
import { FileUp } from 'lucide-react';
import { useSearchParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { fetchImport, listImports, templateHref, uploadTable } from './api';
import { ImportRun, ImportState, isMoving } from './ImportRun';
import styles from './people.module.css';
import type { ImportKind } from './types';
import { words } from './words';

const LOOK_AGAIN_MS = 1000;

function Chooser({ kind, onKind, onUploaded }: { kind: ImportKind; onKind: (kind: ImportKind) => void; onUploaded: (id: string) => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const send = async (file: File): Promise<void> => {
    try {
      onUploaded((await uploadTable(kind, file)).id);
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return (
    <>
      <div className={styles.bar}>
        <Radio.Group
          aria-label={say('kind')}
          optionType="button"
          value={kind}
          options={[
            { value: 'organisations', label: say('organisationsKind') },
            { value: 'users', label: say('usersKind') },
          ]}
          onChange={(event) => onKind(event.target.value as ImportKind)}
        />
        <span>
          {say('template')}：<a href={templateHref(kind, 'xlsx')}>xlsx</a> · <a href={templateHref(kind, 'csv')}>csv</a>
        </span>
      </div>
      <Upload.Dragger
        height={160}
        accept=".xlsx,.csv"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <FileUp size={28} strokeWidth={1.4} />
        <p>{say('dropHere')}</p>
        <p className={styles.quiet}>{say('limits')}</p>
      </Upload.Dragger>
    </>
  );
}

function Earlier({ onOpen }: { onOpen: (id: string) => void }) {
  const say = useWords(words);
  return (
    <ResourceTable
      id="people-imports"
      source={{ key: ['people-imports', 'list'], path: '/api/v1/people-imports', fetch: listImports }}
      columns={[
        { key: 'file', title: say('file'), phone: 'title', fixed: true, render: (run) => run.file_name },
        { key: 'kind', title: say('kind'), width: 110, phone: 'meta', render: (run) => say(run.kind === 'users' ? 'usersKind' : 'organisationsKind') },
        { key: 'state', title: say('state'), width: 120, phone: 'state', render: (run) => <ImportState run={run} /> },
        { key: 'creates', title: say('create'), width: 80, align: 'right', phone: 'hidden', render: (run) => run.creates },
        { key: 'updates', title: say('update'), width: 80, align: 'right', phone: 'hidden', render: (run) => run.updates },
        { key: 'errors', title: say('error'), width: 80, align: 'right', phone: 'hidden', render: (run) => run.errors },
        { key: 'by', title: say('by'), width: 110, phone: 'meta', render: (run) => run.actor_name },
        { key: 'at', title: say('at'), width: 140, sort: 'created_at', phone: 'meta', render: (run) => <Time at={run.created_at} /> },
      ]}
      rowKey={(run) => run.id}
      onOpen={(run) => onOpen(run.id)}
      defaultSort="-created_at"
      searchable={false}
      limit={20}
      empty={<Notice compact title={say('noImports')} />}
    />
  );
}

/** From a table to units or people: upload, look at each row, import all or nothing. The address keeps the run, so the page may be closed meanwhile. */
export function ImportPage() {
  const say = useWords(words);
  const [params, setParams] = useSearchParams();
  const kind: ImportKind = params.get('kind') === 'users' ? 'users' : 'organisations';
  const id = params.get('run') ?? undefined;
  const query = useQuery({
    queryKey: ['people-imports', id],
    queryFn: () => fetchImport(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? LOOK_AGAIN_MS : false),
  });
  const go = (next: Readonly<Record<string, string>>): void => setParams(next);
  return (
    <>
      <PageHeader
        title={say('importTitle')}
        note={say('importNote')}
        actions={id !== undefined && <Button onClick={() => go({ kind })}>{say('another')}</Button>}
      />
      {id === undefined ? (
        <>
          <Chooser kind={kind} onKind={(next) => go({ kind: next })} onUploaded={(run) => go({ kind, run })} />
          <div style={{ marginTop: 24 }}>
            <Section title={say('earlier')} flush>
              <Earlier onOpen={(run) => go({ kind, run })} />
            </Section>
          </div>
        </>
      ) : (
        <Loaded query={query} rows={6}>
          {(run) => <ImportRun run={run} onChanged={() => void query.refetch()} />}
        </Loaded>
      )}
    </>
  );
}
