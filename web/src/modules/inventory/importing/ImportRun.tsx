import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm, Progress } from 'antd';
import { Link } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { StateBadge } from '@/shared/state/StateBadge';

import { applyItemImport, cancelItemImport, errorSheetHref, listItemImportRows } from './api';
import styles from './importing.module.css';
import { Mapping } from './Mapping';
import { ImportState, isMoving, VERDICT_TONES, VERDICTS } from './state';
import { useTargetTitle } from './targets';
import type { ItemImport, ItemImportRow } from './types';
import { words } from './words';

function Finding({ run, row }: { run: ItemImport; row: ItemImportRow }) {
  const say = useWords(words);
  const title = useTargetTitle(run.type);
  if (row.messages.length > 0) {
    return (
      <ul className={row.verdict === 'error' ? styles.wrong : undefined}>
        {row.messages.map((each) => (
          <li key={`${each.column}${each.message}`}>
            {each.column}：{each.message}
          </li>
        ))}
      </ul>
    );
  }
  const show = (value: unknown): string => (value === null || value === '' ? '—' : typeof value === 'string' ? value : JSON.stringify(value));
  return (
    <>
      {Object.entries(row.changes)
        .map(([field, [from, to]]) => `${title(field)}：${show(from)} → ${show(to)}`)
        .join('；')}{' '}
      {row.item !== null && <Link to={`/items/${row.item}`}>{say('openItem')}</Link>}
    </>
  );
}

function Rows({ run }: { run: ItemImport }) {
  const say = useWords(words);
  return (
    <ResourceTable
      id="item-import-rows"
      views={false}
      source={{
        key: ['item-imports', run.id, 'rows', run.state],
        path: `/api/v1/item-imports/${run.id}/rows`,
        fetch: (query, signal) => listItemImportRows(run.id, query, signal),
      }}
      columns={[
        { key: 'number', title: say('row'), width: 80, align: 'right', sort: 'number', phone: 'meta', fixed: true, render: (row) => row.number },
        { key: 'verdict', title: say('verdict'), width: 100, phone: 'state', fixed: true, render: (row) => <StateBadge tone={VERDICT_TONES[row.verdict]} label={say(row.verdict)} /> },
        { key: 'content', title: say('content'), phone: 'title', fixed: true, render: (row) => Object.values(row.cells).filter((cell) => cell !== '').slice(0, 5).join(' · ') },
        { key: 'finding', title: say('finding'), phone: 'meta', fixed: true, render: (row) => <Finding run={run} row={row} /> },
      ]}
      rowKey={(row) => row.id}
      filters={[{ key: 'verdict', title: say('verdict'), options: VERDICTS.map((value) => ({ value, label: say(value), tone: VERDICT_TONES[value] })) }]}
      defaultSort="number"
      searchable={false}
      limit={50}
    />
  );
}

function Counts({ run }: { run: ItemImport }) {
  const say = useWords(words);
  const numbers = [
    ['create', run.creates, undefined],
    ['update', run.updates, undefined],
    ['unchanged', run.unchanged, undefined],
    ['review', run.reviews, run.reviews > 0 ? 'warning' : undefined],
    ['error', run.errors, run.errors > 0 ? 'critical' : undefined],
  ] as const;
  return (
    <div className={styles.counts}>
      {numbers.map(([key, count, tone]) => (
        <div key={key} data-tone={tone}>
          <b>{count.toLocaleString()}</b>
          {say(key)}
        </div>
      ))}
    </div>
  );
}

/** One table on its way: progress, what each row would do, and the decision. */
export function ImportRun({ run, onChanged }: { run: ItemImport; onChanged: () => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = async (verb: (id: string) => Promise<ItemImport>): Promise<void> => {
    try {
      await verb(run.id);
      await client.invalidateQueries({ queryKey: ['items'] });
    } catch (error) {
      void message.error(asProblem(error).told);
    }
    onChanged();
  };
  const writable = run.creates + run.updates;
  const found = run.total > 0 && run.state !== 'checking' && run.state !== 'waiting';
  return (
    <>
      <div className={styles.bar}>
        <ImportState run={run} />
        <b>{run.file_name}</b>
        <span className={styles.quiet}>{titled(run.type_title, run.type_title_en)}</span>
        {run.mine && run.state === 'checked' && writable + run.reviews > 0 && (
          <Button type="primary" onClick={() => void act(applyItemImport)}>
            {say('applyRows', { n: (writable + run.reviews).toLocaleString() })}
          </Button>
        )}
        {run.mine && found && run.errors + run.reviews > 0 && <Button href={errorSheetHref(run.id, 'xlsx')}>{say('errorSheet')}</Button>}
        {run.mine && (run.state === 'checked' || isMoving(run)) && (
          <Popconfirm title={say('cancelAsk')} okText={say('yes')} cancelText={say('no')} onConfirm={() => void act(cancelItemImport)}>
            <Button>{say('cancel')}</Button>
          </Popconfirm>
        )}
      </div>
      {isMoving(run) && (
        <div className={styles.bar}>
          <Progress percent={run.total === 0 ? 0 : Math.round((run.done / run.total) * 100)} status="active" style={{ flex: 1 }} />
          <span className={styles.quiet}>{say('progress', { done: run.done.toLocaleString(), total: run.total.toLocaleString() })}</span>
        </div>
      )}
      {run.problem !== '' && (
        <div className={styles.problem} role="alert">
          {run.problem}
        </div>
      )}
      {found && <Counts run={run} />}
      {run.state === 'checked' && run.errors + run.reviews > 0 && (
        <p className={styles.quiet}>
          {run.errors > 0 && say('skips', { n: run.errors.toLocaleString() })} {run.reviews > 0 && say('asks', { n: run.reviews.toLocaleString() })}
        </p>
      )}
      {found && run.headings.length > 0 && <Mapping run={run} onChanged={onChanged} />}
      {found && <Rows run={run} />}
    </>
  );
}
