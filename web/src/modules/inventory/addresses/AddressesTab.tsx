import { MapPin } from 'lucide-react';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { Code } from '@/shared/detail/Code';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { BulkAction, Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { listAddresses, planKeys, releaseAddresses, useZones, type Address } from './api';
import { AddressState, Holders } from './Marks';
import { planWords } from './words';

/** Every address that is allotted, to look for, take out and give back. */
export function AddressesTab() {
  const say = useWords(planWords);
  const titled = useTitled();
  const mayWrite = useMay('inventory:write');
  const zones = useZones().data ?? [];
  const columns: Column<Address>[] = [
    { key: 'address', title: say('address'), sort: 'address', width: 160, phone: 'title', fixed: true, render: (row) => <Code>{row.address}</Code> },
    { key: 'state', title: say('state'), width: 170, phone: 'state', render: (row) => <AddressState address={row} /> },
    { key: 'item', title: say('item'), phone: 'meta', render: (row) => <Holders address={row} /> },
    { key: 'purpose', title: say('purpose'), phone: 'meta', render: (row) => row.purpose },
    { key: 'prefix', title: say('prefix'), width: 150, phone: 'hidden', render: (row) => (row.prefix === null ? '' : <Link to={`/addresses/${row.prefix.id}`}>{row.prefix.name}</Link>) },
    { key: 'zone', title: say('zone'), width: 140, phone: 'hidden', render: (row) => titled(row.zone_title, row.zone_title_en) },
    { key: 'owner', title: say('owner'), width: 100, phone: 'meta', render: (row) => row.owner },
    { key: 'reference', title: say('reference'), width: 130, phone: 'hidden', optional: true, render: (row) => row.reference },
    { key: 'until', title: say('until'), sort: 'until', width: 120, phone: 'meta', render: (row) => row.until ?? '' },
    { key: 'created_at', title: say('allottedAt'), sort: 'created_at', width: 170, phone: 'hidden', optional: true, render: (row) => <Time at={row.created_at} show="both" /> },
  ];
  const filters: FilterField[] = [
    { key: 'zone', title: say('zone'), options: zones.map((each) => ({ value: each.key, label: titled(each.title, each.title_en) })) },
    { key: 'state', title: say('state'), options: (['allocated', 'reserved'] as const).map((value) => ({ value, label: say(value) })) },
  ];
  const release: BulkAction<Address> = { key: 'release', title: say('release'), confirm: say('releaseNote'), run: (rows) => releaseAddresses(rows.map((row) => row.id ?? '')) };
  return (
    <ResourceTable
      id="addresses"
      source={{ key: planKeys.list, path: '/api/v1/addresses', fetch: listAddresses }}
      columns={columns}
      rowKey={(row) => row.id ?? row.address}
      rowName={(row) => row.address}
      rowHref={(row) => `/addresses/${row.prefix?.id ?? ''}`}
      filters={filters}
      defaultSort="address"
      searchHint={say('search')}
      {...(mayWrite && { bulk: [release] })}
      empty={<Notice icon={<MapPin size={28} strokeWidth={1.4} />} title={say('noUses')} detail={say('noUsesHint')} />}
    />
  );
}
