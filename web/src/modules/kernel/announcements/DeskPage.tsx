import { Button } from 'antd';
import { Megaphone, PenLine } from 'lucide-react';
import { Link } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs, type UrlTab } from '@/shared/detail/UrlTabs';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { useMay } from '../session';
import { listDesk } from './api';
import styles from './announcements.module.css';
import { Boards } from './Boards';
import { AnnouncementState, STATES, stateWord, TONES } from './state';
import { words } from './words';

function Entries() {
  const say = useWords(words);
  const titled = useTitled();
  const may = useMay('announcement:write');
  const write = may && (
    <Link to="/admin/announcements/new">
      <Button type="primary" icon={<PenLine size={15} />}>
        {say('write')}
      </Button>
    </Link>
  );
  return (
    <ResourceTable
      id="announcement-desk"
      source={{ key: ['announcements', 'desk'], path: '/api/v1/announcement-desk', fetch: listDesk }}
      columns={[
        {
          key: 'title',
          title: say('title'),
          sort: 'title',
          phone: 'title',
          fixed: true,
          render: (row) => (
            <span>
              {row.pinned && <span className={styles.tag}>{say('pinned')}</span>}
              {row.must_read && <span className={styles.tag}>{say('mustRead')}</span>}
              {row.title}
            </span>
          ),
        },
        { key: 'state', title: say('state'), width: 100, phone: 'state', render: (row) => <AnnouncementState state={row.state} /> },
        { key: 'board', title: say('board'), width: 130, phone: 'meta', render: (row) => titled(row.board.title, row.board.title_en) },
        { key: 'author', title: say('author'), width: 110, phone: 'meta', render: (row) => row.author_name },
        { key: 'organisation', title: say('from'), width: 160, phone: 'hidden', optional: true, render: (row) => row.organisation?.name },
        { key: 'reviewer', title: say('reviewer'), width: 110, phone: 'hidden', render: (row) => row.reviewer_name },
        { key: 'published_at', title: say('published'), sort: 'published_at', width: 130, phone: 'hidden', render: (row) => <Time at={row.state === 'scheduled' ? row.publish_at : row.published_at} /> },
        { key: 'updated_at', title: say('updated'), sort: 'updated_at', width: 130, phone: 'meta', render: (row) => <Time at={row.updated_at} /> },
      ]}
      rowKey={(row) => row.id}
      rowHref={(row) => `/admin/announcements/${row.id}`}
      filters={[{ key: 'state', title: say('state'), options: STATES.map((value) => ({ value, label: say(stateWord(value)), tone: TONES[value] })) }]}
      defaultSort="-updated_at"
      searchHint={say('find')}
      toolbar={write}
      empty={
        <Notice icon={<Megaphone size={28} strokeWidth={1.4} />} title={say('noDesk')} detail={say('noDeskHint')}>
          {write}
        </Notice>
      }
    />
  );
}

/** The desk of those who write and review announcements, and the boards they go to. */
export function DeskPage() {
  const say = useWords(words);
  const tabs: UrlTab[] = [{ key: 'all', title: say('all'), render: () => <Entries /> }];
  if (useMay('announcement:board')) tabs.push({ key: 'boards', title: say('boardsShort'), render: () => <Boards /> });
  return (
    <>
      <PageHeader title={say('desk')} note={say('deskNote')} />
      <UrlTabs tabs={tabs} />
    </>
  );
}
