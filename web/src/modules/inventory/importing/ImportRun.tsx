import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import { Link } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { RowTable } from '@/shared/importing/RowTable';
import { RunHead } from '@/shared/importing/RunHead';
import { isJudged, isMoving } from '@/shared/importing/state';

import { applyItemImport, cancelItemImport, errorSheetHref, listItemImportRows } from './api';
import styles from './importing.module.css';
import { Mapping } from './Mapping';
import { useStateWord } from './stateWord';
import { useImportWording } from './targets';
import type { ItemImport } from './types';
import { words } from './words';

/** Whether rows were written, so that there is a batch of changes to look at. */
function hasWritten(run: ItemImport): boolean {
  if (run.state === 'applied') return run.creates + run.updates > 0;
  return run.state !== 'checked' && (run.phase === 'ties' || (run.phase === 'rows' && run.done > 0));
}

function Rows({ run }: { run: ItemImport }) {
  const say = useWords(words);
  const wording = useImportWording(run.type);
  return (
    <RowTable
      id="item-import-rows"
      source={{
        key: ['item-imports', run.id, 'rows', run.state],
        path: `/api/v1/item-imports/${run.id}/rows`,
        fetch: (query, signal) => listItemImportRows(run.id, query, signal),
      }}
      verdicts={['error', 'review', 'create', 'update', 'unchanged']}
      headings={run.headings}
      wording={wording}
      more={(row) => row.item !== null && <Link to={`/items/${row.item}`}>{say('openItem')}</Link>}
    />
  );
}

/** What of the file of another system has no row. */
function Notes({ run }: { run: ItemImport }) {
  const say = useWords(words);
  return (
    <div className={styles.section}>
      <Section title={say('notes')}>
        <ul className={styles.notes}>
          {run.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

/** One table on its way: progress, what each row would do, and the decision. */
export function ImportRun({ run, onChanged }: { run: ItemImport; onChanged: () => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const stateWord = useStateWord();
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
  const open = run.state === 'checked';
  const doable = run.creates + run.updates + run.reviews;
  return (
    <>
      <RunHead run={run} word={stateWord(run)} phase={run.phase} about={titled(run.type_title, run.type_title_en)}>
        {run.mine && open && doable > 0 && (
          <Button type="primary" onClick={() => void act(applyItemImport)}>
            {say('applyRows', { n: doable })}
          </Button>
        )}
        {run.mine && isJudged(run) && run.errors + run.reviews > 0 && <Button href={errorSheetHref(run.id, 'xlsx')}>{say('errorSheet')}</Button>}
        {hasWritten(run) && (
          <Link to={`/change-batches/${run.id}`}>
            <Button>{say('batch')}</Button>
          </Link>
        )}
        {run.mine && (open || isMoving(run)) && (
          <Popconfirm title={say('cancelAsk')} description={say('cancelNote')} okText={say('yes')} cancelText={say('no')} onConfirm={() => void act(cancelItemImport)}>
            <Button>{say('cancel')}</Button>
          </Popconfirm>
        )}
      </RunHead>
      {!run.mine && (open || isMoving(run)) && <Quiet as="p">{say('notMine', { name: run.actor_name })}</Quiet>}
      {open && run.errors + run.reviews > 0 && (
        <Quiet as="p">
          {run.errors > 0 && say('skips', { n: run.errors })} {run.reviews > 0 && (
            <>
              {say('asks', { n: run.reviews })} <Link to="/review-cases?source=import">{say('review')}</Link>
            </>
          )}
        </Quiet>
      )}
      {run.state === 'applied' && run.reviews > 0 && (
        <Quiet as="p">
          {say('asked', { n: run.reviews })} <Link to="/review-cases?source=import">{say('review')}</Link>
        </Quiet>
      )}
      {open && doable === 0 && <Quiet as="p">{say('nothing')}</Quiet>}
      {isJudged(run) && (run.state === 'cancelled' || run.state === 'failed') && (
        <Quiet as="p">{hasWritten(run) ? say('halfWritten', { done: run.phase === 'ties' ? run.total : run.done, total: run.total }) : say('nothingWritten')}</Quiet>
      )}
      {run.notes.length > 0 && <Notes run={run} />}
      {open && <Mapping run={run} onChanged={onChanged} />}
      {isJudged(run) && <Rows run={run} />}
    </>
  );
}
