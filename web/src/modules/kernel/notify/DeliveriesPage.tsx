import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { MailCheck, RotateCw } from 'lucide-react';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { rowByRow } from '@/shared/list/rowByRow';
import type { BulkAction, Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { compact } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';
import { useNow } from '@/shared/time/useNow';

import { listChannels, listDeliveries, sendAgain, type Delivery } from './api';
import { DELIVERY_STATES, DELIVERY_TONES, DeliveryBadge, LEVEL_TONES, LEVELS, LevelBadge, useCategoryTitle } from './state';
import { words } from './words';

const over = (delivery: Delivery): boolean => delivery.state !== 'waiting' && delivery.state !== 'sending' && delivery.channel_id !== null;

/** Who was told what, when and through which channel, and how it went. */
export function DeliveriesPage() {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const categoryTitle = useCategoryTitle();
  const channels = useQuery({ queryKey: ['channels', 'all'], queryFn: ({ signal }) => listChannels({ limit: 200 }, signal) }).data?.items ?? [];
  const now = useNow(60_000);
  const again = useMutation({
    mutationFn: sendAgain,
    onSuccess: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
    onError: (error) => void message.error(asProblem(error).told),
  });
  const note = (delivery: Delivery): string => {
    if (delivery.error !== '') return delivery.error;
    if (delivery.held === 'quiet' || delivery.held === 'digest') return say(`held_${delivery.held}`, { at: compact(Date.parse(delivery.next_at), now) });
    return delivery.folded ? say('folded') : '';
  };
  const columns: Column<Delivery>[] = [
    { key: 'title', title: say('title'), phone: 'title', fixed: true, render: (delivery) => delivery.title },
    { key: 'user', title: say('recipient'), width: 100, phone: 'meta', render: (delivery) => delivery.user?.name ?? say('toGroup') },
    { key: 'channel', title: say('channel'), width: 140, phone: 'meta', render: (delivery) => delivery.channel_name },
    { key: 'state', title: say('state'), width: 96, phone: 'state', render: (delivery) => <DeliveryBadge delivery={delivery} /> },
    { key: 'level', title: say('level'), width: 84, phone: 'hidden', render: (delivery) => <LevelBadge level={delivery.level} /> },
    { key: 'category', title: say('category'), width: 120, phone: 'hidden', optional: true, render: (delivery) => categoryTitle(delivery.category) },
    { key: 'tries', title: say('tries'), width: 64, align: 'right', phone: 'hidden', render: (delivery) => delivery.tries },
    { key: 'note', title: say('result'), phone: 'hidden', render: note },
    { key: 'created_at', title: say('created'), sort: 'created_at', width: 108, phone: 'meta', render: (delivery) => <Time at={delivery.created_at} /> },
    { key: 'finished_at', title: say('finished'), width: 108, phone: 'hidden', optional: true, render: (delivery) => delivery.finished_at !== null && <Time at={delivery.finished_at} /> },
    {
      key: 'again',
      title: '',
      width: 56,
      phone: 'hidden',
      fixed: true,
      render: (delivery) =>
        over(delivery) && <Button type="text" size="small" icon={<RotateCw size={14} />} aria-label={say('again')} title={say('again')} onClick={() => again.mutate(delivery.id)} />,
    },
  ];
  const filters: FilterField[] = [
    { key: 'state', title: say('state'), options: DELIVERY_STATES.map((value) => ({ value, label: say(`s_${value}`), tone: DELIVERY_TONES[value] })) },
    { key: 'channel', title: say('channel'), options: channels.map((channel) => ({ value: channel.id, label: channel.name })) },
    { key: 'level', title: say('level'), options: LEVELS.map((value) => ({ value, label: say(value), tone: LEVEL_TONES[value] })) },
  ];
  const bulk: BulkAction<Delivery>[] = [
    {
      key: 'again',
      title: say('again'),
      applies: over,
      run: rowByRow((row) => sendAgain(row.id)),
    },
  ];
  return (
    <>
      <PageHeader title={say('deliveries')} note={say('deliveriesNote')} />
      <ResourceTable
        id="deliveries"
        source={{ key: ['deliveries'], path: '/api/v1/deliveries', fetch: listDeliveries, refreshMs: 5_000 }}
        columns={columns}
        rowKey={(delivery) => delivery.id}
        rowName={(delivery) => delivery.title}
        filters={filters}
        bulk={bulk}
        defaultSort="-created_at"
        searchHint={say('findDeliveries')}
        empty={<Notice icon={<MailCheck size={28} strokeWidth={1.4} />} title={say('noDeliveries')} detail={say('noDeliveriesHint')} />}
      />
    </>
  );
}
