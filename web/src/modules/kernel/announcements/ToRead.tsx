import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Time } from '@/shared/time/Time';

import styles from './announcements.module.css';
import { listAnnouncements } from './api';
import { words } from './words';

const SHOWN = 5;

/** What one has not read yet; nothing at all when everything is read. */
export function ToRead() {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const unread = useQuery({
    queryKey: ['announcements', 'unread'],
    queryFn: ({ signal }) => listAnnouncements({ read: 'false', sort: '-pinned,-published_at', limit: SHOWN }, signal),
    refetchInterval: 60_000,
  });
  if (unread.data === undefined || unread.data.items.length === 0) return null;
  return (
    <div className={styles.card}>
      <Section title={say('toRead')} count={unread.data.total} extra={<Link to="/announcements">{shared('viewAll')}</Link>} flush>
        <ul className={styles.toRead}>
          {unread.data.items.map((row) => (
            <li key={row.id}>
              <Link to={`/announcements/${row.id}`}>
                <span className={styles.toReadTitle}>
                  {row.must_read && <span className={styles.tag}>{say('mustRead')}</span>}
                  {row.title}
                </span>
                <Quiet small>
                  {titled(row.board.title, row.board.title_en)} · <Time at={row.published_at} />
                </Quiet>
              </Link>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
