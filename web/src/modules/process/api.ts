import { api, asQuery, unwrap } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Colleague, Diagram, NewTicket, RunRef, Ticket, TicketKind, TicketRow, ToDo } from './types';

const ofTicket = (ticket: string) => ({ params: { path: { ticket_id: ticket } } });
const ofTask = (ticket: string, task: string) => ({ params: { path: { ticket_id: ticket, task_id: task } } });

/** A ticket of a list, with the moment it was asked for: its clocks run on from there. */
export type ListedTicket = TicketRow & { readonly askedMs: number };

export async function listTickets(query: ListQuery, signal?: AbortSignal): Promise<Page<ListedTicket>> {
  const page = await unwrap(api.GET('/api/v1/tickets', { params: { query: asQuery('/api/v1/tickets', query) }, ...(signal && { signal }) }));
  const askedMs = Date.now();
  return { ...page, items: page.items.map((ticket) => ({ ...ticket, askedMs })) };
}

export const fetchTicket = (id: string): Promise<Ticket> => unwrap(api.GET('/api/v1/tickets/{ticket_id}', ofTicket(id)));
export const fetchDiagram = (id: string): Promise<Diagram> => unwrap(api.GET('/api/v1/tickets/{ticket_id}/diagram', ofTicket(id)));
export const fetchKinds = (): Promise<TicketKind[]> => unwrap(api.GET('/api/v1/ticket-kinds'));
export const fetchInbox = (limit: number): Promise<Page<ToDo>> => unwrap(api.GET('/api/v1/inbox', { params: { query: { limit } } }));

export const openTicket = (body: NewTicket): Promise<Ticket> => unwrap(api.POST('/api/v1/tickets', { body }));
export const completeTask = (ticket: string, task: string, data: Record<string, unknown>): Promise<Ticket> =>
  unwrap(api.POST('/api/v1/tickets/{ticket_id}/tasks/{task_id}/complete', { ...ofTask(ticket, task), body: { data } }));
export const claimTask = (ticket: string, task: string): Promise<Ticket> =>
  unwrap(api.POST('/api/v1/tickets/{ticket_id}/tasks/{task_id}/claim', ofTask(ticket, task)));
export const transferTask = (ticket: string, task: string, user: string, reason: string): Promise<Ticket> =>
  unwrap(api.POST('/api/v1/tickets/{ticket_id}/tasks/{task_id}/transfer', { ...ofTask(ticket, task), body: { user, reason } }));
export const returnTicket = (ticket: string, step: string, reason: string): Promise<Ticket> =>
  unwrap(api.POST('/api/v1/tickets/{ticket_id}/return', { ...ofTicket(ticket), body: { step, reason } }));
export const commentOn = (ticket: string, text: string): Promise<Ticket> =>
  unwrap(api.POST('/api/v1/tickets/{ticket_id}/comments', { ...ofTicket(ticket), body: { text } }));
export const startRemedy = async (ticket: string, key: string): Promise<RunRef> =>
  (await unwrap(api.POST('/api/v1/tickets/{ticket_id}/remedies/{key}', { params: { path: { ticket_id: ticket, key } } }))).run;

export const listColleagues = (): Promise<Page<Colleague>> => unwrap(api.GET('/api/v1/users', { params: { query: { limit: 200, active: 'true' } } }));
