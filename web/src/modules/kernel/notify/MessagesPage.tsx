import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { BellOff, CheckCheck, Settings2 } from 'lucide-react';
import { Link, useNavigate } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { BulkAction, Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { markRead } from '../api';
import { fetchPreference, listMessages, type Message } from './api';
import styles from './notify.module.css';
import { LEVEL_TONES, LEVELS, LevelBadge, useCategoryTitle } from './state';
import { words } from './words';

/** Everything one was told. */
export function MessagesPage() {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const navigate = useNavigate();
  const categoryTitle = useCategoryTitle();
  const categories = useQuery({ queryKey: ['notifications', 'preference'], queryFn: fetchPreference, staleTime: 60_000 }).data?.categories ?? [];
  const read = useMutation({ mutationFn: markRead, onSuccess: () => client.invalidateQueries({ queryKey: ['notifications'] }) });
  const follow = (message: Message): void => {
    if (message.read_at === null) read.mutate([message.id]);
    if (message.href !== '') void navigate(message.href);
  };
  const columns: Column<Message>[] = [
    {
      key: 'title',
      title: say('title'),
      phone: 'title',
      fixed: true,
      render: (message) => (
        <span className={styles.message} data-unread={message.read_at === null}>
          <b>{message.title}</b>
          {message.body !== '' && <span>{message.body}</span>}
        </span>
      ),
    },
    { key: 'level', title: say('level'), width: 88, phone: 'state', render: (message) => <LevelBadge level={message.level} /> },
    { key: 'category', title: say('category'), width: 130, phone: 'meta', render: (message) => categoryTitle(message.category) },
    {
      key: 'read',
      title: say('state'),
      width: 88,
      phone: 'hidden',
      render: (message) => (message.read_at === null ? <StateBadge tone="running" label={say('unread')} /> : <StateBadge tone="idle" label={say('read')} />),
    },
    { key: 'created_at', title: say('time'), sort: 'created_at', width: 120, phone: 'meta', render: (message) => <Time at={message.created_at} /> },
  ];
  const filters: FilterField[] = [
    { key: 'unread', title: say('state'), single: true, options: [{ value: 'true', label: say('unread') }, { value: 'false', label: say('read') }] },
    { key: 'level', title: say('level'), options: LEVELS.map((value) => ({ value, label: say(value), tone: LEVEL_TONES[value] })) },
    { key: 'category', title: say('category'), options: categories.map((each) => ({ value: each.key, label: titled(each.title, each.title_en) })) },
  ];
  const bulk: BulkAction<Message>[] = [
    {
      key: 'read',
      title: say('markRead'),
      shortcut: 'e',
      applies: (message) => message.read_at === null,
      run: async (rows) => {
        await read.mutateAsync(rows.map((row) => row.id));
        return rows.map((row) => ({ id: row.id, ok: true }));
      },
    },
  ];
  return (
    <>
      <PageHeader
        title={say('messages')}
        actions={
          <>
            <Button icon={<CheckCheck size={15} />} loading={read.isPending} onClick={() => read.mutate(null)}>
              {say('readAll')}
            </Button>
            <Link to="/messages/settings">
              <Button icon={<Settings2 size={15} />}>{say('settings')}</Button>
            </Link>
          </>
        }
      />
      <ResourceTable
        id="messages"
        source={{ key: ['notifications', 'page'], path: '/api/v1/notifications', fetch: listMessages }}
        columns={columns}
        rowKey={(message) => message.id}
        rowName={(message) => message.title}
        onOpen={follow}
        filters={filters}
        bulk={bulk}
        defaultSort="-created_at"
        searchHint={say('findMessages')}
        empty={<Notice icon={<BellOff size={28} strokeWidth={1.4} />} title={say('noMessages')} detail={say('noMessagesHint')} />}
      />
    </>
  );
}
