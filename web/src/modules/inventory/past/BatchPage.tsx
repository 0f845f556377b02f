import { Button } from 'antd';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useListed, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';

import type { ItemChange } from '../types';
import { words } from '../words';
import { listChanges, useBatch } from './api';
import { RevertDialog } from './RevertDialog';
import { AT } from './useAt';
import { useWording } from './wording';
import { pastWords } from './words';

const SHOWN_FIELDS = 6;

/** Everything that was changed at once, and the way back. */
export function BatchPage() {
  const say = useWords(pastWords);
  const own = useWords(words);
  const { id = '' } = useParams();
  const batch = useBatch(id);
  const mayRevert = useMay('inventory:revert');
  const [reverting, setReverting] = useState(false);
  const kinds = { created: own('createdEvent'), updated: own('attributes'), lifecycle: own('lifecycleEvent'), relation: own('relationEvent') };
  const columns: Column<ItemChange>[] = [
    { key: 'item_name', title: own('name'), phone: 'title', fixed: true, render: (row) => row.item_name },
    { key: 'kind', title: say('change'), width: 120, phone: 'state', render: (row) => kinds[row.kind] },
    { key: 'delta', title: say('field'), phone: 'meta', render: (row) => <Fields change={row} /> },
    { key: 'version', title: say('version'), width: 80, align: 'right', phone: 'hidden', render: (row) => row.version },
    { key: 'at', title: say('at'), sort: 'at', width: 170, phone: 'hidden', render: (row) => <Time at={row.at} show="both" /> },
  ];
  return (
    <Loaded query={batch}>
      {(shown) => (
        <>
          <PageHeader
            title={shown.note === '' ? `${say(shown.kind)} · ${absolute(Date.parse(shown.at))}` : shown.note}
            kicker={
              <>
                <Link to="/items">{own('items')}</Link>
                <span>/</span>
                <Link to="/change-batches">{say('batches')}</Link>
              </>
            }
            state={shown.reverted_by === null ? undefined : <StateBadge kind="soft" tone="idle" label={say('wasReverted')} />}
            note={
              <>
                {say(shown.kind)} · {shown.actor_name} · <Time at={shown.at} show="both" /> · {say('changes')} {shown.changes} · {say('items')} {shown.items}
              </>
            }
            actions={
              mayRevert && (
                <Button icon={<Undo2 size={14} />} onClick={() => setReverting(true)}>
                  {say('revertBatch')}
                </Button>
              )
            }
          />
          <ResourceTable
            id="changes"
            source={{ key: ['changes', id], path: '/api/v1/changes', fetch: listChanges }}
            fixed={{ batch: id }}
            columns={columns}
            rowKey={(row) => row.id}
            rowName={(row) => row.item_name}
            rowHref={(row) => `/items/${row.item}?${AT}=${encodeURIComponent(row.at)}`}
            defaultSort="-at"
          />
          {reverting && <RevertDialog batch={id} onClose={() => setReverting(false)} />}
        </>
      )}
    </Loaded>
  );
}

/** What a change touched, as the item's own page calls it. */
function Fields({ change }: { change: ItemChange }) {
  const wording = useWording(change.type);
  const listed = useListed();
  const names = [...new Set(Object.keys(change.delta).map(wording.field))];
  return listed(names.slice(0, SHOWN_FIELDS)) + (names.length > SHOWN_FIELDS ? ' …' : '');
}
