import type { Schemas } from '@/shared/api/client';

export type Clock = Schemas['ClockOut'];
export type ClockInterval = Schemas['IntervalOut'];
export type TicketTask = Schemas['TaskOut'];
export type RunRef = Schemas['RunRefOut'];
export type Remedy = Schemas['RemedyOut'];
export type TicketRow = Schemas['TicketRowOut'];
export type Ticket = Schemas['TicketOut'];
export type TicketState = Ticket['state'];
export type ToDo = Schemas['InboxOut'];
export type Diagram = Schemas['DiagramOut'];
export type TicketKind = Schemas['KindOut'];
export type NewTicket = Schemas['TicketIn'];
export type Colleague = Schemas['UserOut'];
