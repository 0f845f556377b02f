import type { ReactNode } from 'react';
import { Link } from 'react-router';

import type { ListQuery } from '@/shared/api/page';
import { Code } from '@/shared/detail/Code';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, FilterField } from '@/shared/list/types';
import { useLookAgain } from '@/shared/live/live';
import { Time } from '@/shared/time/Time';

import { listTickets, type ListedTicket } from './api';
import { pressingClock } from './clock';
import { ClockText } from './ClockCard';
import { ticketKeys, useKinds } from './queries';
import { LevelBadge, TICKET_STATES, TICKET_TONES, TicketStateBadge } from './state';
import { words } from './words';

function RowClock({ ticket }: { ticket: ListedTicket }) {
  const clock = pressingClock(ticket.clocks);
  return clock === undefined ? null : <ClockText clock={clock} askedMs={ticket.askedMs} />;
}

interface TicketTableProps {
  id: string;
  fixed?: ListQuery;
  prefix?: string;
  /** Whose kept views it offers. */
  views?: string;
  empty?: ReactNode;
}

/** Tickets as a list; `fixed` narrows it to one item or person. */
export function TicketTable({ id, fixed, prefix = '', views, empty }: TicketTableProps) {
  const say = useWords(words);
  const titled = useTitled();
  const kinds = useKinds().data ?? [];
  const titleOfKind = (key: string): string => kinds.find((kind) => kind.key === key)?.title ?? key;
  const levels = [...new Map(kinds.flatMap((kind) => kind.levels).map((level) => [level.level, level])).values()];
  const columns: Column<ListedTicket>[] = [
    { key: 'number', title: say('number'), sort: 'number', width: 152, phone: 'meta', fixed: true, render: (ticket) => <Code whole>{ticket.number}</Code> },
    { key: 'title', title: say('title'), phone: 'title', fixed: true, render: (ticket) => ticket.title },
    { key: 'level', title: say('level'), sort: 'level', width: 72, phone: 'meta', render: (ticket) => <LevelBadge level={ticket.level} title={titled(ticket.level_title, ticket.level_title_en)} /> },
    { key: 'state', title: say('state'), width: 88, phone: 'state', render: (ticket) => <TicketStateBadge state={ticket.state} /> },
    { key: 'step', title: say('step'), width: 96, phone: 'hidden', render: (ticket) => ticket.step },
    { key: 'time', title: say('time'), width: 120, phone: 'meta', render: (ticket) => <RowClock ticket={ticket} /> },
    { key: 'item', title: say('item'), width: 150, phone: 'hidden', render: ({ item }) => item !== null && <Link to={`/items/${item.id}`}>{item.name}</Link> },
    { key: 'assignee', title: say('assignee'), width: 80, phone: 'hidden', render: (ticket) => ticket.assignee?.name },
    { key: 'kind', title: say('kind'), width: 110, phone: 'hidden', optional: true, render: (ticket) => titleOfKind(ticket.kind) },
    { key: 'organisation', title: say('organisation'), phone: 'hidden', optional: true, render: (ticket) => ticket.organisation?.name },
    { key: 'opened_at', title: say('opened'), sort: 'opened_at', width: 104, phone: 'hidden', render: (ticket) => <Time at={ticket.opened_at} /> },
  ];
  const filters: FilterField[] = [
    { key: 'state', title: say('state'), options: TICKET_STATES.map((value) => ({ value, label: say(value), tone: TICKET_TONES[value] })) },
    { key: 'level', title: say('level'), options: levels.map((level) => ({ value: String(level.level), label: titled(level.title, level.title_en) })) },
  ];
  if (kinds.length > 1) filters.push({ key: 'kind', title: say('kind'), options: kinds.map((kind) => ({ value: kind.key, label: kind.title })) });
  return (
    <ResourceTable
      id={id}
      source={{ key: ticketKeys.list, path: '/api/v1/tickets', fetch: listTickets, refreshMs: useLookAgain(10_000) }}
      columns={columns}
      rowKey={(ticket) => ticket.id}
      rowHref={(ticket) => `/tickets/${ticket.id}`}
      filters={filters}
      defaultSort="-opened_at"
      searchHint={say('search')}
      prefix={prefix}
      {...(fixed && { fixed })}
      {...(views !== undefined && { views })}
      {...(empty !== undefined && { empty })}
    />
  );
}
