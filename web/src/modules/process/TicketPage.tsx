import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';

import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { FilePanel } from '@/shared/files/FilePanel';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Time } from '@/shared/time/Time';

import { ClockCard } from './ClockCard';
import { DoneSteps } from './DoneSteps';
import styles from './process.module.css';
import { ProcessPicture } from './ProcessPicture';
import { useTicket } from './queries';
import { Remedies, type RunBadge } from './Remedies';
import { LevelBadge, TicketStateBadge } from './state';
import { TaskCard } from './TaskCard';
import { TicketTimeline } from './TicketTimeline';
import type { Ticket } from './types';
import { words } from './words';

interface TicketPageProps {
  /** What the contract takes, by the room above; the application hands it in. */
  assessment: (ticketId: string) => ReactNode;
  /** The state of a run, in the words of the room that owns it. */
  runBadge: RunBadge;
}

function TicketFacts({ ticket }: { ticket: Ticket }) {
  const say = useWords(words);
  const { item, incident } = ticket;
  return (
    <Facts
      narrow
      facts={[
        { key: 'item', name: say('item'), value: item !== null && <Link to={`/items/${item.id}`}>{item.name}</Link> },
        { key: 'incident', name: say('incident'), value: incident !== null && <Link to={`/incidents/${incident.id}`}>{incident.number}</Link> },
        { key: 'organisation', name: say('organisation'), value: ticket.organisation?.name },
        { key: 'assignee', name: say('assignee'), value: ticket.assignee?.name ?? say('unassigned') },
        { key: 'opened', name: say('opened'), value: <Time at={ticket.opened_at} show="both" /> },
        ...(['recovered_at', 'resolved_at', 'closed_at'] as const)
          .filter((key) => ticket[key] !== null)
          .map((key) => ({ key, name: say(key === 'recovered_at' ? 'recovered' : key), value: <Time at={ticket[key]} show="both" /> })),
        ...(ticket.rating === null ? [] : [{ key: 'rating', name: say('rating'), value: say('ratingValue', { n: ticket.rating }) }]),
      ]}
    />
  );
}

/** Where is it, whose turn, until when, at what price. */
export function TicketPage({ assessment, runBadge }: TicketPageProps) {
  const say = useWords(words);
  const titled = useTitled();
  const { id = '' } = useParams();
  const query = useTicket(id);
  return (
    <Loaded query={query} rows={8}>
      {(ticket) => (
        <>
          <PageHeader
            title={ticket.title}
            kicker={
              <>
                <Link to="/tickets">{say('tickets')}</Link>
                <span>/</span>
                <span>{ticket.number}</span>
              </>
            }
            state={
              <>
                <TicketStateBadge soft state={ticket.state} />
                <LevelBadge soft level={ticket.level} title={titled(ticket.level_title, ticket.level_title_en)} />
              </>
            }
          />
          <div className={styles.head}>
            {ticket.clocks.map((clock) => (
              <ClockCard key={clock.key} clock={clock} askedMs={query.dataUpdatedAt} />
            ))}
            {assessment(ticket.id)}
          </div>
          <div className={styles.page}>
            <div className={styles.work}>
              {ticket.tasks.length === 0 ? (
                <Section title={say('currentStep')}>
                  <Quiet as="div">{ticket.state === 'closed' ? say('finished') : say('noTasks')}</Quiet>
                </Section>
              ) : (
                ticket.tasks.map((task) => <TaskCard key={task.id} ticket={ticket} task={task} />)
              )}
              {ticket.remedies.length > 0 && <Remedies ticket={ticket} runBadge={runBadge} />}
              <FilePanel kind="ticket" record={ticket.id} onChanged={() => void query.refetch()} />
              <DoneSteps ticket={ticket} />
              <ProcessPicture ticketId={ticket.id} step={ticket.tasks.map((task) => task.key).join(',') + ticket.state} />
            </div>
            <div className={styles.side}>
              <Section title={say('details')}>
                <TicketFacts ticket={ticket} />
              </Section>
              <TicketTimeline ticket={ticket} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}
