import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Check } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { fetchFiles, fileKeys } from '@/shared/files/api';
import { FilePanel } from '@/shared/files/FilePanel';
import { RichText } from '@/shared/richtext/RichText';
import { Loaded } from '@/shared/state/Loaded';
import { absolute } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';

import styles from './announcements.module.css';
import { fetchAnnouncement, markRead, type Announcement } from './api';
import { AnnouncementState } from './state';
import { words } from './words';

/** The foot of one that must be read: the confirmation, or when it was given. */
function Confirmation({ announcement, onConfirm, busy }: { announcement: Announcement; onConfirm: () => void; busy: boolean }) {
  const say = useWords(words);
  if (announcement.read_at !== null) {
    return (
      <p className={styles.confirmed}>
        <Check size={16} /> {say('confirmedAt', { at: absolute(Date.parse(announcement.read_at)) })}
      </p>
    );
  }
  return (
    <div className={styles.confirm}>
      <span>{say('confirmHint')}</span>
      <Button type="primary" size="large" loading={busy} onClick={onConfirm}>
        {say('confirm')}
      </Button>
    </div>
  );
}

/** The files that hang on it; no empty frame for a reader when there are none. */
function Attachments({ id }: { id: string }) {
  const target = { kind: 'announcement', record: id } as const;
  const found = useQuery({ queryKey: fileKeys.of(target), queryFn: () => fetchFiles(target) });
  if (found.data === undefined || found.data.items.length === 0) return null;
  return (
    <div className={styles.files}>
      <FilePanel {...target} />
    </div>
  );
}

/** One announcement, to be read. */
export function AnnouncementPage() {
  const { id = '' } = useParams();
  return <Sheet key={id} id={id} />;
}

/** Opening it is reading it, unless everybody is to confirm. */
function Sheet({ id }: { id: string }) {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const key = ['announcements', 'one', id];
  const query = useQuery({ queryKey: key, queryFn: () => fetchAnnouncement(id) });
  const read = useMutation({
    mutationFn: () => markRead(id),
    onSuccess: (after) => {
      client.setQueryData(key, after);
      void client.invalidateQueries({ queryKey: ['announcements', 'mine'] });
      void client.invalidateQueries({ queryKey: ['announcements', 'unread'] });
    },
    onError: (error) => void message.error(asProblem(error).told),
  });
  const shown = query.data;
  const silent = shown?.state === 'published' && !shown.must_read && shown.read_at === null;
  const { mutate, isIdle } = read;
  useEffect(() => {
    if (silent && isIdle) mutate();
  }, [silent, isIdle, mutate]);

  return (
    <Loaded query={query}>
      {(announcement) => (
        <article>
          <PageHeader
            kicker={
              <>
                <Link to="/announcements">{say('announcements')}</Link> · {titled(announcement.board.title, announcement.board.title_en)}
              </>
            }
            title={announcement.title}
            state={announcement.state !== 'published' && <AnnouncementState kind="soft" state={announcement.state} />}
            note={
              announcement.published_at === null || announcement.state !== 'published' ? (
                say('notPublished')
              ) : (
                <>
                  {[announcement.organisation?.name, announcement.author_name].filter((part) => part !== undefined && part !== '').join(' · ')} ·{' '}
                  <Time at={announcement.published_at} show="both" />
                  {announcement.expires_at !== null && <> · {say('until', { at: absolute(Date.parse(announcement.expires_at)) })}</>}
                </>
              )
            }
          />
          <div className={styles.sheet}>
            <RichText html={announcement.body} />
            {announcement.must_read && announcement.state === 'published' && <Confirmation announcement={announcement} busy={read.isPending} onConfirm={() => mutate()} />}
          </div>
          <Attachments id={id} />
        </article>
      )}
    </Loaded>
  );
}
