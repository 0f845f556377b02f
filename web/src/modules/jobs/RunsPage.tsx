import { Play } from 'lucide-react';

import type { ListQuery } from '@/shared/api/page';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { useLookAgain } from '@/shared/live/live';
import { Notice } from '@/shared/state/Notice';
import { Duration, Time } from '@/shared/time/Time';

import { listRuns } from './api';
import { RUN_STATES, RUN_TONES, RunStateBadge } from './state';
import type { Run } from './types';
import { words } from './words';

/** Runs as a list; `fixed` narrows it to one item or ticket. */
export function RunTable({ id, fixed, prefix = '' }: { id: string; fixed?: ListQuery; prefix?: string }) {
  const say = useWords(words);
  const columns: Column<Run>[] = [
    { key: 'number', title: say('number'), sort: 'number', width: 180, phone: 'meta', fixed: true, render: (run) => <Code whole>{run.number}</Code> },
    { key: 'title', title: say('job'), phone: 'title', fixed: true, render: (run) => run.title },
    { key: 'state', title: say('state'), width: 110, phone: 'state', render: (run) => <RunStateBadge state={run.state} /> },
    { key: 'requested_by', title: say('requestedBy'), width: 130, phone: 'hidden', render: (run) => run.requested_by },
    { key: 'created_at', title: say('created'), sort: 'created_at', width: 190, phone: 'meta', render: (run) => <Time at={run.created_at} show="both" /> },
    { key: 'took', title: say('took'), width: 120, align: 'right', phone: 'hidden', render: (run) => <Duration from={run.started_at} to={run.finished_at} /> },
  ];
  return (
    <ResourceTable
      id={id}
      source={{ key: ['runs', 'list'], path: '/api/v1/runs', fetch: listRuns, refreshMs: useLookAgain(5_000) }}
      columns={columns}
      rowKey={(run) => run.id}
      rowHref={(run) => `/runs/${run.id}`}
      filters={[{ key: 'state', title: say('state'), options: RUN_STATES.map((value) => ({ value, label: say(value), tone: RUN_TONES[value] })) }]}
      defaultSort="-created_at"
      searchHint={say('search')}
      prefix={prefix}
      {...(fixed && { fixed })}
      empty={<Notice icon={<Play size={28} strokeWidth={1.4} />} title={say('empty')} detail={say('emptyHint')} />}
    />
  );
}

export function RunsPage() {
  const say = useWords(words);
  return (
    <>
      <PageHeader title={say('runs')} />
      <RunTable id="runs" />
    </>
  );
}
