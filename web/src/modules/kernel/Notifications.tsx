import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Badge, Button, Popover } from 'antd';
import { Bell, BellOff } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { useLookAgain } from '@/shared/live/live';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateMark } from '@/shared/state/StateMark';
import type { Tone } from '@/shared/theme/tokens';
import { Time } from '@/shared/time/Time';

import { countUnread, fetchNotifications, markRead } from './api';
import styles from './kernel.module.css';
import type { Notification } from './types';
import { words } from './words';

const KEY = ['notifications'] as const;
const TONES: Record<Notification['level'], Tone | undefined> = { critical: 'critical', warning: 'warning', info: undefined };

function NotificationList({ unread, onFollow }: { unread: number; onFollow: () => void }) {
  const say = useWords(words);
  const client = useQueryClient();
  const list = useQuery({ queryKey: [...KEY, 'list'], queryFn: () => fetchNotifications(30) });
  const read = useMutation({ mutationFn: markRead, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
  const row = (each: Notification) => {
    const tone = TONES[each.level];
    return (
      <li key={each.id} data-unread={each.read_at === null}>
        <Link
          to={each.href === '' ? '/' : each.href}
          onClick={() => {
            if (each.read_at === null) read.mutate([each.id]);
            onFollow();
          }}
        >
          <span className={styles.noteTitle}>
            {tone !== undefined && (
              <span title={say(each.level)}>
                <StateMark tone={tone} />
              </span>
            )}
            {each.title}
          </span>
          {each.body !== '' && <span className={styles.noteBody}>{each.body}</span>}
          <span className={styles.noteTime}>
            <Time at={each.created_at} />
          </span>
        </Link>
      </li>
    );
  };
  return (
    <div className={styles.notes}>
      <div className={styles.notesHead}>
        <b>{say('notifications')}</b>
        <Button type="link" size="small" disabled={unread === 0} loading={read.isPending} onClick={() => read.mutate(null)}>
          {say('readAll')}
        </Button>
      </div>
      <Loaded query={list} rows={4} compact>
        {(page) =>
          page.items.length === 0 ? (
            <Notice compact icon={<BellOff size={24} strokeWidth={1.4} />} title={say('noNotifications')} detail={say('noNotificationsHint')} />
          ) : (
            <ul>{page.items.map(row)}</ul>
          )
        }
      </Loaded>
      <div className={styles.notesFoot}>
        <Link to="/messages" onClick={onFollow}>
          {say('allMessages')}
        </Link>
        <Link to="/messages/settings" onClick={onFollow}>
          {say('messageSettings')}
        </Link>
      </div>
    </div>
  );
}

/** The bell: how much is unread, and the latest messages. */
export function Notifications() {
  const say = useWords(words);
  const [open, setOpen] = useState(false);
  const unread = useQuery({ queryKey: [...KEY, 'unread'], queryFn: countUnread, refetchInterval: useLookAgain(15_000) });
  const count = unread.data ?? 0;
  const label = count > 0 ? `${say('notifications')}, ${say('unread', { n: count })}` : say('notifications');
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      styles={{ container: { padding: 0 } }}
      content={<NotificationList unread={count} onFollow={() => setOpen(false)} />}
    >
      <Badge count={count} size="small" color="var(--ty-accent)" overflowCount={99} offset={[-5, 6]}>
        <Button type="text" icon={<Bell size={17} />} aria-label={label} title={label} />
      </Badge>
    </Popover>
  );
}
