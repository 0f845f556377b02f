import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import { applyImport, cancelImport, listImportRows } from './api';
import styles from './people.module.css';
import type { Import, ImportRow } from './types';
import { words } from './words';

const TONES: Readonly<Record<Import['state'], Tone>> = {
  waiting: 'idle',
  checking: 'running',
  refused: 'critical',
  checked: 'running',
  applying: 'running',
  applied: 'ok',
  failed: 'critical',
  cancelled: 'idle',
};
const VERDICTS: Readonly<Record<ImportRow['verdict'], Tone>> = { create: 'ok', update: 'running', unchanged: 'idle', error: 'critical' };

/** Whether the server is at work on it. */
export function isMoving(run: Import): boolean {
  return run.state === 'waiting' || run.state === 'checking' || run.state === 'applying';
}

export function ImportState({ run }: { run: Import }) {
  const say = useWords(words);
  return <StateBadge tone={TONES[run.state]} label={say(run.state)} />;
}

const FIELDS: Readonly<Record<string, keyof typeof words>> = {
  name: 'groupName',
  short_name: 'shortName',
  kind: 'kindOfUnit',
  division_level: 'division',
  division_code: 'divisionCode',
  uscc: 'uscc',
  duties: 'duties',
  contacts: 'contact',
  parent: 'parent',
  position: 'position',
  valid_from: 'validFrom',
  organisation: 'organisation',
  employee_no: 'employeeNo',
  phone: 'phone',
  landline: 'landline',
  mail: 'mail',
  valid_to: 'validTo',
  posts: 'posts',
};

function Finding({ row }: { row: ImportRow }) {
  const say = useWords(words);
  if (row.messages.length > 0) {
    return (
      <ul className={styles.wrong}>
        {row.messages.map((each) => (
          <li key={`${each.column}${each.message}`}>
            {each.column}：{each.message}
          </li>
        ))}
      </ul>
    );
  }
  const show = (value: unknown): string => (value === null || value === '' ? '—' : typeof value === 'string' ? value : JSON.stringify(value));
  return Object.entries(row.changes)
    .map(([field, [from, to]]) => `${FIELDS[field] === undefined ? field : say(FIELDS[field])}：${show(from)} → ${show(to)}`)
    .join('；');
}

function Rows({ run }: { run: Import }) {
  const say = useWords(words);
  return (
    <ResourceTable
      id="people-import-rows"
      views={false}
      source={{ key: ['people-imports', run.id, 'rows', run.state], path: `/api/v1/people-imports/${run.id}/rows`, fetch: (query, signal) => listImportRows(run.id, query, signal) }}
      columns={[
        { key: 'number', title: say('row'), width: 70, align: 'right', sort: 'number', phone: 'meta', fixed: true, render: (row) => row.number },
        { key: 'verdict', title: say('verdict'), width: 100, phone: 'state', fixed: true, render: (row) => <StateBadge tone={VERDICTS[row.verdict]} label={say(row.verdict)} /> },
        { key: 'content', title: say('content'), phone: 'title', fixed: true, render: (row) => Object.values(row.cells).filter((cell) => cell !== '').slice(0, 5).join(' · ') },
        { key: 'finding', title: say('finding'), phone: 'meta', fixed: true, render: (row) => <Finding row={row} /> },
      ]}
      rowKey={(row) => row.id}
      filters={[
        {
          key: 'verdict',
          title: say('verdict'),
          options: (['error', 'create', 'update', 'unchanged'] as const).map((value) => ({ value, label: say(value), tone: VERDICTS[value] })),
        },
      ]}
      defaultSort="number"
      searchable={false}
      limit={100}
    />
  );
}

/** One table on its way: progress, what each row would do, and the decision. */
export function ImportRun({ run, onChanged }: { run: Import; onChanged: () => void }) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = async (verb: (id: string) => Promise<Import>): Promise<void> => {
    try {
      await verb(run.id);
      await client.invalidateQueries({ queryKey: ['organisations'] });
      await client.invalidateQueries({ queryKey: ['users'] });
    } catch (error) {
      void message.error(asProblem(error).told);
    }
    onChanged();
  };
  const writable = run.creates + run.updates;
  return (
    <>
      <div className={styles.bar}>
        <ImportState run={run} />
        <b>{run.file_name}</b>
        {run.state === 'checked' && run.errors === 0 && writable > 0 && (
          <Button type="primary" onClick={() => void act(applyImport)}>
            {say('applyAll', { n: writable })}
          </Button>
        )}
        {(run.state === 'checked' || isMoving(run)) && <Button onClick={() => void act(cancelImport)}>{say('cancelRun')}</Button>}
      </div>
      {isMoving(run) && (
        <div className={styles.bar}>
          <Progress percent={run.total === 0 ? 0 : Math.round((run.done / run.total) * 100)} status="active" style={{ flex: 1 }} />
          <span className={styles.quiet}>{say('progress', { done: run.done, total: run.total })}</span>
        </div>
      )}
      {run.problem !== '' && (
        <div className={styles.problem} role="alert">
          {run.problem}
        </div>
      )}
      {run.total > 0 && run.state !== 'checking' && (
        <div className={styles.counts}>
          <div>
            <b>{run.creates}</b>
            {say('create')}
          </div>
          <div>
            <b>{run.updates}</b>
            {say('update')}
          </div>
          <div>
            <b>{run.unchanged}</b>
            {say('unchanged')}
          </div>
          <div data-tone={run.errors > 0 ? 'critical' : undefined}>
            <b>{run.errors}</b>
            {say('error')}
          </div>
        </div>
      )}
      {run.state === 'checked' && run.errors > 0 && <p className={styles.quiet}>{say('fixFirst', { n: run.errors })}</p>}
      {run.total > 0 && run.state !== 'checking' && <Rows run={run} />}
    </>
  );
}
