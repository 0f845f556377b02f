import { Link } from 'react-router';

import { useTitled, useWords, type Say, type Titled } from '@/shared/i18n/words';

import type { IncidentTicket } from './types';
import { words } from './words';

function holderText(ticket: IncidentTicket, say: Say<keyof typeof words>, titled: Titled): string {
  if (ticket.assignee !== null) return ticket.assignee.name;
  if (ticket.waiting_for === null) return ticket.number;
  const group = titled(ticket.waiting_for.title, ticket.waiting_for.title_en);
  return group === '' ? say('unassigned') : say('waitingFor', { name: group });
}

/** Who has a ticket: a person, the group it waits for, or (once nobody needs to) its number. */
export function useHolder(): (ticket: IncidentTicket) => string {
  const say = useWords(words);
  const titled = useTitled();
  return (ticket) => holderText(ticket, say, titled);
}

/** The same as a way to the ticket. */
export function HolderLink({ ticket }: { ticket: IncidentTicket }) {
  const holder = useHolder();
  const say = useWords(words);
  return (
    <Link to={`/tickets/${ticket.id}`} title={`${say('ticket')} ${ticket.number}`}>
      {holder(ticket)}
    </Link>
  );
}
