import { useQuery } from '@tanstack/react-query';
import { App, Button, Select, Upload } from 'antd';
import { FileUp } from 'lucide-react';
import { useSearchParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { useItemTypes } from '../queries';
import { fetchItemImport, itemTemplateHref, listItemImports, uploadItems } from './api';
import styles from './importing.module.css';
import { ImportRun } from './ImportRun';
import { ImportState, isMoving } from './state';
import { words } from './words';

const LOOK_AGAIN_MS = 1000;

function Chooser({ type, onType, onUploaded }: { type: string; onType: (type: string) => void; onUploaded: (id: string) => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const { message } = App.useApp();
  const types = (useItemTypes().data ?? []).filter((each) => !each.abstract);
  const send = async (file: File): Promise<void> => {
    try {
      onUploaded((await uploadItems(type, file)).id);
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return (
    <>
      <div className={styles.bar}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          className={styles.type}
          aria-label={say('type')}
          placeholder={say('chooseType')}
          value={type === '' ? null : type}
          options={types.map((each) => ({ value: each.key, label: titled(each.title, each.title_en) }))}
          onChange={(key: string) => onType(key)}
        />
        {type !== '' && (
          <span>
            {say('template')}：<a href={itemTemplateHref(type, 'xlsx')}>xlsx</a> · <a href={itemTemplateHref(type, 'csv')}>csv</a>
          </span>
        )}
      </div>
      <Upload.Dragger
        height={160}
        accept=".xlsx,.csv"
        maxCount={1}
        disabled={type === ''}
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <FileUp size={28} strokeWidth={1.4} />
        <p>{say(type === '' ? 'chooseType' : 'dropHere')}</p>
        <p className={styles.quiet}>{say('limits')}</p>
      </Upload.Dragger>
    </>
  );
}

function Earlier({ onOpen }: { onOpen: (id: string) => void }) {
  const say = useWords(words);
  const titled = useTitled();
  return (
    <ResourceTable
      id="item-imports"
      views={false}
      source={{ key: ['item-imports', 'list'], path: '/api/v1/item-imports', fetch: listItemImports }}
      columns={[
        { key: 'file', title: say('file'), phone: 'title', fixed: true, render: (run) => run.file_name },
        { key: 'type', title: say('type'), width: 140, phone: 'meta', render: (run) => titled(run.type_title, run.type_title_en) },
        { key: 'state', title: say('state'), width: 120, phone: 'state', render: (run) => <ImportState run={run} /> },
        { key: 'creates', title: say('create'), width: 80, align: 'right', phone: 'hidden', render: (run) => run.creates },
        { key: 'updates', title: say('update'), width: 80, align: 'right', phone: 'hidden', render: (run) => run.updates },
        { key: 'reviews', title: say('review'), width: 80, align: 'right', phone: 'hidden', render: (run) => run.reviews },
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

/** From a table to items: upload, say what the columns are, look at each row, import what can be. The address keeps the run, so the page may be closed meanwhile. */
export function ItemImportPage() {
  const say = useWords(words);
  const [params, setParams] = useSearchParams();
  const type = params.get('type') ?? '';
  const id = params.get('run') ?? undefined;
  const query = useQuery({
    queryKey: ['item-imports', id],
    queryFn: () => fetchItemImport(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? LOOK_AGAIN_MS : false),
  });
  const open = (run: string): void => setParams({ run });
  return (
    <>
      <PageHeader title={say('title')} note={say('note')} actions={id !== undefined && <Button onClick={() => setParams(query.data === undefined ? {} : { type: query.data.type })}>{say('another')}</Button>} />
      {id === undefined ? (
        <>
          <Chooser type={type} onType={(next) => setParams({ type: next })} onUploaded={open} />
          <div style={{ marginTop: 24 }}>
            <Section title={say('earlier')} flush>
              <Earlier onOpen={open} />
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
