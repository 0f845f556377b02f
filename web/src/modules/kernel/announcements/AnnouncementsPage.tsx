import { useQuery } from '@tanstack/react-query';
import { Megaphone } from 'lucide-react';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import styles from './announcements.module.css';
import { listAnnouncements, listBoards } from './api';
import { words } from './words';

/** What is published for one, pinned ones first. */
export function AnnouncementsPage() {
  const say = useWords(words);
  const titled = useTitled();
  const boards = useQuery({ queryKey: ['announcements', 'boards'], queryFn: listBoards, staleTime: 60_000 }).data ?? [];
  return (
    <>
      <PageHeader title={say('announcements')} note={say('announcementsNote')} />
      <ResourceTable
        id="announcements"
        source={{ key: ['announcements', 'mine'], path: '/api/v1/announcements', fetch: listAnnouncements }}
        columns={[
          {
            key: 'title',
            title: say('title'),
            sort: 'title',
            phone: 'title',
            fixed: true,
            render: (row) => (
              <span className={styles.headline} data-unread={row.read_at === null}>
                {row.pinned && <span className={styles.tag}>{say('pinned')}</span>}
                {row.must_read && <span className={styles.tag}>{say('mustRead')}</span>}
                {row.title}
              </span>
            ),
          },
          { key: 'board', title: say('board'), width: 140, phone: 'meta', render: (row) => titled(row.board.title, row.board.title_en) },
          { key: 'organisation', title: say('from'), width: 180, phone: 'meta', render: (row) => row.organisation?.name },
          {
            key: 'read',
            title: say('state'),
            width: 100,
            phone: 'state',
            render: (row) => <StateBadge tone={row.read_at !== null ? 'idle' : row.must_read ? 'warning' : 'running'} label={say(row.read_at === null ? 'unread' : 'read')} />,
          },
          { key: 'published_at', title: say('published'), sort: 'published_at', width: 130, phone: 'meta', render: (row) => <Time at={row.published_at} /> },
        ]}
        rowKey={(row) => row.id}
        rowHref={(row) => `/announcements/${row.id}`}
        filters={[
          { key: 'board', title: say('board'), options: boards.map((board) => ({ value: board.key, label: titled(board.title, board.title_en) })) },
          {
            key: 'read',
            title: say('state'),
            single: true,
            options: [
              { value: 'false', label: say('unread'), tone: 'running' },
              { value: 'true', label: say('read'), tone: 'idle' },
            ],
          },
        ]}
        defaultSort="-pinned,-published_at"
        searchHint={say('find')}
        empty={<Notice icon={<Megaphone size={28} strokeWidth={1.4} />} title={say('none')} />}
      />
    </>
  );
}
