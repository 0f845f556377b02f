import { Segmented } from 'antd';
import { ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import type { RowResult } from '@/shared/api/page';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { BulkAction, Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { useItemTypes } from '../queries';
import { words } from '../words';
import { caseKeys, dismissCases, listCases, type ReviewCase } from './api';
import { DismissDialog } from './dialogs';
import { REASONS, useCaseSource, useOutcome } from './wording';
import { reviewWords } from './words';

const OPEN = { open: 'true' } as const;
const DONE = { open: 'false' } as const;
const SOURCES = ['agent', 'import'];

interface Asking {
  readonly cases: readonly ReviewCase[];
  readonly answer: (results: readonly RowResult[]) => void;
}

/** What machines and tables could not match to one item, for a person to decide. */
export function ReviewPage() {
  const say = useWords(reviewWords);
  const own = useWords(words);
  const titled = useTitled();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const mayWrite = useMay('inventory:write');
  const [asking, setAsking] = useState<Asking>();
  const source = useCaseSource();
  const outcome = useOutcome();
  const types = useItemTypes().data ?? [];
  const done = params.get('view') === 'done';
  const columns: Column<ReviewCase>[] = [
    { key: 'name', title: say('name'), phone: 'title', fixed: true, width: 200, render: (row) => row.name },
    { key: 'reason', title: say('reason'), width: 130, phone: 'state', render: (row) => say(row.reason) },
    { key: 'detail', title: say('detail'), phone: 'meta', render: (row) => row.detail },
    { key: 'type', title: say('type'), width: 110, phone: 'meta', render: (row) => titled(row.type_title, row.type_title_en) },
    { key: 'source', title: say('source'), width: 100, phone: 'meta', render: (row) => source(row.source) },
    { key: 'candidates', title: say('candidates'), width: 70, align: 'right', phone: 'hidden', render: (row) => row.candidates.length },
    { key: 'created_at', title: say('created'), sort: 'created_at', width: 170, phone: 'hidden', optional: done, render: (row) => <Time at={row.created_at} show="both" /> },
    { key: 'seen_at', title: say('seen'), sort: 'seen_at', width: 120, phone: 'meta', render: (row) => <Time at={row.seen_at} /> },
    ...(done
      ? [
          { key: 'outcome', title: say('outcome'), width: 140, phone: 'meta' as const, render: outcome },
          { key: 'closed_at', title: say('closed'), sort: 'closed_at', width: 120, phone: 'hidden' as const, render: (row: ReviewCase) => <Time at={row.closed_at} /> },
          { key: 'closed_by', title: say('closedBy'), width: 110, phone: 'meta' as const, render: (row: ReviewCase) => row.closed_by },
        ]
      : []),
  ];
  const filters: FilterField[] = [
    { key: 'reason', title: say('reason'), options: REASONS.map((value) => ({ value, label: say(value) })) },
    { key: 'type', title: say('type'), options: types.filter((each) => !each.abstract).map((each) => ({ value: each.key, label: titled(each.title, each.title_en) })) },
    { key: 'source', title: say('source'), options: SOURCES.map((value) => ({ value, label: source(value) })) },
  ];
  const dismiss: BulkAction<ReviewCase> = {
    key: 'dismiss',
    title: say('dismiss'),
    shortcut: 'e',
    applies: (row) => row.whole && row.closed_at === null,
    run: (cases) => new Promise((answer) => setAsking({ cases, answer })),
  };
  const finish = (results: readonly RowResult[]): void => {
    asking?.answer(results);
    setAsking(undefined);
  };
  return (
    <>
      <PageHeader
        title={say('title')}
        kicker={<Link to="/items">{own('items')}</Link>}
        actions={
          <Segmented
            value={done ? 'done' : 'open'}
            options={[
              { value: 'open', label: say('open') },
              { value: 'done', label: say('done') },
            ]}
            onChange={(view) => void navigate({ search: view === 'done' ? '?view=done' : '' }, { replace: true })}
          />
        }
      />
      <ResourceTable
        id={done ? 'review-cases.done' : 'review-cases'}
        source={{ key: caseKeys.list, path: '/api/v1/review-cases', fetch: listCases, refreshMs: 15_000 }}
        fixed={done ? DONE : OPEN}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        rowHref={(row) => `/review-cases/${row.id}`}
        filters={filters}
        defaultSort={done ? '-closed_at' : '-created_at'}
        searchHint={say('search')}
        {...(mayWrite && !done && { bulk: [dismiss] })}
        empty={<Notice icon={<ClipboardCheck size={28} strokeWidth={1.4} />} title={say(done ? 'noneDone' : 'noneOpen')} detail={done ? undefined : say('noneOpenHint')} />}
      />
      {asking !== undefined && (
        <DismissDialog
          title={say('dismissMany', { n: asking.cases.length })}
          onDismiss={async (reason) => finish(await dismissCases(asking.cases.map((each) => each.id), reason))}
          onClose={() => finish(asking.cases.map((each) => ({ id: each.id, ok: false, message: say('cancelled') })))}
        />
      )}
    </>
  );
}
