import { History } from 'lucide-react';
import { Link } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import type { Batch } from '../types';
import { words } from '../words';
import { listBatches } from './api';
import { pastWords } from './words';

const KINDS: readonly Batch['kind'][] = ['edit', 'import', 'revert', 'observation', 'lifecycle', 'types'];

/** What was changed in the registry, one row for all that belongs together. */
export function BatchesPage() {
  const say = useWords(pastWords);
  const own = useWords(words);
  const columns: Column<Batch>[] = [
    { key: 'at', title: say('at'), sort: 'at', width: 170, phone: 'meta', fixed: true, render: (row) => <Time at={row.at} show="both" /> },
    { key: 'kind', title: say('kind'), width: 110, phone: 'state', render: (row) => say(row.kind) },
    { key: 'note', title: say('note'), phone: 'title', render: (row) => (row.note === '' ? say(row.kind) : row.note) },
    { key: 'actor_name', title: say('actor'), width: 140, phone: 'meta', render: (row) => row.actor_name },
    { key: 'changes', title: say('changes'), width: 90, align: 'right', phone: 'hidden', render: (row) => row.changes },
    { key: 'items', title: say('items'), width: 90, align: 'right', phone: 'hidden', render: (row) => row.items },
    { key: 'reverted_by', title: say('wasReverted'), width: 90, phone: 'hidden', render: (row) => row.reverted_by !== null && say('wasReverted') },
  ];
  return (
    <>
      <PageHeader title={say('batches')} kicker={<Link to="/items">{own('items')}</Link>} />
      <ResourceTable
        id="change-batches"
        views={false}
        source={{ key: ['change-batches', 'list'], path: '/api/v1/change-batches', fetch: listBatches }}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => row.note || row.id}
        rowHref={(row) => `/change-batches/${row.id}`}
        filters={[{ key: 'kind', title: say('kind'), options: KINDS.map((each) => ({ value: each, label: say(each) })) }]}
        defaultSort="-at"
        searchHint={say('searchBatches')}
        empty={<Notice icon={<History size={28} strokeWidth={1.4} />} title={say('noBatches')} detail={say('noBatchesHint')} />}
      />
    </>
  );
}
