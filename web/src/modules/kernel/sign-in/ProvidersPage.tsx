import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { LogIn, Plus } from 'lucide-react';
import { useState } from 'react';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { useMay } from '../session';

import { fetchKinds, listProviders, type Provider } from './api';
import { ProviderPanel } from './ProviderPanel';
import { words } from './words';

/** When a directory was last looked through; a look that came to nothing says why. */
function Synced({ row }: { row: Provider }) {
  const say = useWords(words);
  if (row.synced_at === null) return null;
  const { error } = row.sync_report;
  if (typeof error === 'string' && error !== '') return <StateBadge tone="warning" label={say('syncFailed')} reason={error} />;
  return <Time at={row.synced_at} />;
}

/** The identity systems people may sign in through, and how the last look into each directory went. */
export function ProvidersPage() {
  const say = useWords(words);
  const titled = useTitled();
  const manages = useMay('identity_provider:manage');
  const [open, setOpen] = useState<string | undefined>();
  const kinds = useQuery({ queryKey: ['identity-provider-kinds'], queryFn: fetchKinds, staleTime: Infinity }).data ?? [];
  const kindTitle = (key: string): string => {
    const kind = kinds.find((each) => each.kind === key);
    return kind === undefined ? key : titled(kind.title, kind.title_en);
  };
  const create = manages && (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen('new')}>
      {say('add')}
    </Button>
  );
  const columns: Column<Provider>[] = [
    { key: 'title', title: say('title'), sort: 'title', phone: 'title', fixed: true, render: (row) => titled(row.title, row.title_en) },
    { key: 'key', title: say('key'), sort: 'key', width: 150, phone: 'meta', render: (row) => row.key },
    { key: 'kind', title: say('kind'), width: 210, phone: 'meta', render: (row) => kindTitle(row.kind) },
    { key: 'enabled', title: say('state'), width: 110, phone: 'state', render: (row) => <StateBadge tone={row.enabled ? 'ok' : 'idle'} label={say(row.enabled ? 'on' : 'off')} /> },
    { key: 'people', title: say('people'), width: 90, align: 'right', phone: 'hidden', render: (row) => row.people },
    { key: 'synced_at', title: say('synced'), width: 130, phone: 'hidden', render: (row) => <Synced row={row} /> },
  ];
  return (
    <>
      <PageHeader title={say('ways')} note={say('note')} actions={create} />
      <ResourceTable
        id="identity-providers"
        source={{ key: ['identity-providers'], path: '/api/v1/identity-providers', fetch: listProviders }}
        columns={columns}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        openKey={open}
        defaultSort="position"
        searchHint={say('search')}
        empty={
          <Notice icon={<LogIn size={28} strokeWidth={1.4} />} title={say('empty')} detail={say('emptyHint')}>
            {create}
          </Notice>
        }
      />
      {open !== undefined && kinds.length > 0 && <ProviderPanel key={open} id={open === 'new' ? undefined : open} kinds={kinds} onMade={setOpen} onClose={() => setOpen(undefined)} />}
    </>
  );
}
