import { http } from '@/shared/api/http';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Diagram, Named, RunRef, Ticket, TicketKind, TicketRow, ToDo } from './types';

/** A ticket of a list, with the moment it was asked for: its clocks run on from there. */
export interface ListedTicket extends TicketRow {
  readonly askedMs: number;
}

export async function listTickets(query: ListQuery, signal?: AbortSignal): Promise<Page<ListedTicket>> {
  const page = await http.get<Page<TicketRow>>('tickets', query, signal);
  const askedMs = Date.now();
  return { ...page, items: page.items.map((ticket) => ({ ...ticket, askedMs })) };
}

export const fetchTicket = (id: string): Promise<Ticket> => http.get<Ticket>(`tickets/${id}`);
export const fetchDiagram = (id: string): Promise<Diagram> => http.get<Diagram>(`tickets/${id}/diagram`);
export const fetchKinds = (): Promise<TicketKind[]> => http.get<TicketKind[]>('ticket-kinds');
export const fetchInbox = (limit: number): Promise<Page<ToDo>> => http.get<Page<ToDo>>('inbox', { limit });

export interface NewTicket {
  kind: string;
  title: string;
  summary: string;
  level: number;
}

export const openTicket = (ticket: NewTicket): Promise<Ticket> => http.post<Ticket>('tickets', ticket);
export const completeTask = (ticket: string, task: string, data: Record<string, unknown>): Promise<Ticket> =>
  http.post<Ticket>(`tickets/${ticket}/tasks/${task}/complete`, { data });
export const claimTask = (ticket: string, task: string): Promise<Ticket> => http.post<Ticket>(`tickets/${ticket}/tasks/${task}/claim`);
export const transferTask = (ticket: string, task: string, user: string, reason: string): Promise<Ticket> =>
  http.post<Ticket>(`tickets/${ticket}/tasks/${task}/transfer`, { user, reason });
export const returnTicket = (ticket: string, step: string, reason: string): Promise<Ticket> =>
  http.post<Ticket>(`tickets/${ticket}/return`, { step, reason });
export const commentOn = (ticket: string, text: string): Promise<Ticket> => http.post<Ticket>(`tickets/${ticket}/comments`, { text });
export const startRemedy = async (ticket: string, key: string): Promise<RunRef | null> =>
  (await http.post<{ run: RunRef | null }>(`tickets/${ticket}/remedies/${encodeURIComponent(key)}`)).run;

export const listColleagues = (): Promise<Page<Named & { username: string }>> =>
  http.get<Page<Named & { username: string }>>('users', { limit: 200, active: 'true' });
