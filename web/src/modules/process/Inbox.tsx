import { CheckCheck } from 'lucide-react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { DueText } from './DueText';
import styles from './process.module.css';
import { useInbox } from './queries';
import { words } from './words';

/** What is mine, the most urgent first. */
export function Inbox() {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const inbox = useInbox();
  return (
    <Section title={say('inbox')} count={inbox.data?.total} extra={<Link to="/tickets?view=mine">{shared('viewAll')}</Link>} flush>
      <Loaded query={inbox} rows={4} compact>
        {(page) =>
          page.items.length === 0 ? (
            <Notice compact icon={<CheckCheck size={26} strokeWidth={1.4} />} title={say('inboxEmpty')} detail={say('inboxEmptyHint')} />
          ) : (
            <ul className={styles.inbox}>
              {page.items.map((toDo) => (
                <li key={toDo.id}>
                  <Link to={`/tickets/${toDo.ticket.id}`}>
                    <span className={styles.inboxTitle}>{toDo.ticket.title}</span>
                    <span className={styles.inboxMeta}>
                      <b>{toDo.title}</b>
                      <span>{titled(toDo.ticket.level_title, toDo.ticket.level_title_en)}</span>
                      <span>{toDo.assignee === null ? say('unassigned') : toDo.assignee.name}</span>
                      <span className={styles.inboxDue}>
                        <DueText at={toDo.due_at} from={toDo.created_at} />
                      </span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
