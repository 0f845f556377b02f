import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Plus, RadioTower } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { fetchKinds, listChannels, type Channel } from './api';
import { ChannelPanel } from './ChannelPanel';
import { ChannelBadge } from './state';
import { words } from './words';

/** The ways to reach people outside the platform, and how each of them is. */
export function ChannelsPage() {
  const say = useWords(words);
  const titled = useTitled();
  const [open, setOpen] = useState<Channel | 'new' | undefined>();
  const kinds = useQuery({ queryKey: ['channel-kinds'], queryFn: fetchKinds, staleTime: Infinity }).data ?? [];
  const kindTitle = (key: string): string => {
    const kind = kinds.find((each) => each.key === key);
    return kind === undefined ? key : titled(kind.title, kind.title_en);
  };
  const create = (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen('new')}>
      {say('newChannel')}
    </Button>
  );
  const columns: Column<Channel>[] = [
    { key: 'name', title: say('name'), sort: 'name', phone: 'title', fixed: true, render: (channel) => channel.name },
    { key: 'kind', title: say('kind'), width: 190, phone: 'meta', render: (channel) => kindTitle(channel.kind) },
    { key: 'audience', title: say('recipient'), width: 110, phone: 'hidden', render: (channel) => say(channel.audience) },
    { key: 'state', title: say('state'), width: 100, phone: 'state', render: (channel) => <ChannelBadge channel={channel} /> },
    { key: 'waiting', title: say('waiting'), width: 90, align: 'right', phone: 'hidden', render: (channel) => (channel.waiting > 0 ? channel.waiting : null) },
    {
      key: 'last_success_at',
      title: say('lastSuccess'),
      width: 130,
      phone: 'meta',
      render: (channel) => channel.last_success_at !== null && <Time at={channel.last_success_at} />,
    },
    { key: 'last_error', title: say('result'), phone: 'hidden', render: (channel) => channel.last_error },
  ];
  return (
    <>
      <PageHeader
        title={say('channels')}
        note={say('channelsNote')}
        actions={
          <>
            <Link to="/admin/channels/defaults">
              <Button>{say('defaults')}</Button>
            </Link>
            <Link to="/admin/deliveries">
              <Button>{say('deliveries')}</Button>
            </Link>
            {create}
          </>
        }
      />
      <ResourceTable
        id="channels"
        source={{ key: ['channels'], path: '/api/v1/channels', fetch: listChannels, refreshMs: 10_000 }}
        columns={columns}
        rowKey={(channel) => channel.id}
        onOpen={setOpen}
        openKey={open === undefined || open === 'new' ? undefined : open.id}
        defaultSort="name"
        empty={
          <Notice icon={<RadioTower size={28} strokeWidth={1.4} />} title={say('noChannels')} detail={say('noChannelsHint')}>
            {create}
          </Notice>
        }
      />
      {open !== undefined && <ChannelPanel key={open === 'new' ? 'new' : open.id} channel={open === 'new' ? undefined : open} kinds={kinds} onClose={() => setOpen(undefined)} />}
    </>
  );
}
