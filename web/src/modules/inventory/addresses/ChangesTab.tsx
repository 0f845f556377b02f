import { Code } from '@/shared/detail/Code';
import { useListed, useWords, type Say } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { listAddressChanges, planKeys, type AddressChange } from './api';
import { planWords } from './words';

type Word = keyof typeof planWords;
const FIELDS: readonly Word[] = ['state', 'item', 'purpose', 'owner', 'reference', 'until'];

function textOf(value: unknown, say: Say<Word>): string {
  if (value === null || value === undefined || value === '') return '';
  if (value === 'reserved' || value === 'allocated') return say(value);
  if (typeof value === 'object') return 'name' in value && typeof value.name === 'string' ? value.name : say('hidden');
  return typeof value === 'string' ? value : '';
}

/** What a change says of each field: what was allotted, what became of it. */
function told(change: AddressChange, say: Say<Word>): string[] {
  return FIELDS.flatMap((name) => {
    const [before, after] = (change.delta[name] ?? []).map((value) => textOf(value, say));
    if ((before ?? '') === (after ?? '')) return [];
    if (change.kind === 'changed') return [say('becomes', { name: say(name), before: before === '' || before === undefined ? say('blank') : before, after: after === '' || after === undefined ? say('blank') : after })];
    return [say('is', { name: say(name), value: (change.kind === 'released' ? before : after) ?? '' })];
  });
}

/** Who allotted, changed and gave back which address, when. */
export function ChangesTab() {
  const say = useWords(planWords);
  const listed = useListed();
  const columns: Column<AddressChange>[] = [
    { key: 'address', title: say('address'), width: 190, phone: 'title', fixed: true, render: (row) => <Code>{row.address}</Code> },
    { key: 'kind', title: say('what'), width: 100, phone: 'state', render: (row) => say(row.kind) },
    { key: 'delta', title: say('content'), phone: 'meta', render: (row) => listed(told(row, say)) },
    { key: 'prefix', title: say('prefix'), width: 170, phone: 'hidden', render: (row) => row.prefix.name },
    { key: 'actor_name', title: say('actor'), width: 120, phone: 'meta', render: (row) => row.actor_name },
    { key: 'at', title: say('at'), sort: 'at', width: 170, phone: 'meta', render: (row) => <Time at={row.at} show="both" /> },
  ];
  return (
    <ResourceTable
      id="address-changes"
      source={{ key: planKeys.changes, path: '/api/v1/address-changes', fetch: listAddressChanges }}
      columns={columns}
      rowKey={(row) => row.id}
      rowName={(row) => row.address}
      rowHref={(row) => `/addresses/${row.prefix.id}`}
      defaultSort="-at"
      searchHint={say('searchChanges')}
      empty={<Notice title={say('noChanges')} />}
    />
  );
}
