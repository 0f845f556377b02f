import type { Schemas } from '@/shared/api/client';

export type Alert = Schemas['AlertOut'];
export type Severity = Alert['severity'];
export type AlertState = Alert['state'];
export type IncidentTicket = Schemas['IncidentTicketOut'];
export type Incident = Schemas['IncidentOut'];
export type IncidentDetail = Schemas['IncidentDetailOut'];
export type TimelineLine = Schemas['IncidentTimelineOut'];
