export interface Named {
  id: string;
  name: string;
}

export type TicketState = 'open' | 'resolved' | 'closed';

export interface ClockInterval {
  from: string;
  to: string;
  counted: boolean;
  reason: string;
}

export interface Clock {
  key: string;
  title: string;
  target_s: number;
  elapsed_s: number;
  remaining_s: number;
  due_at: string | null;
  state: 'running' | 'paused' | 'met' | 'breached';
  met_at: string | null;
  intervals: ClockInterval[];
}

export interface TicketTask {
  id: string;
  key: string;
  title: string;
  assignee: Named | null;
  candidates: string;
  form: unknown;
  data: Record<string, unknown>;
  due_at: string | null;
  can_act: boolean;
}

export interface TimelineLine {
  at: string;
  kind: string;
  actor: string;
  text: string;
  data: Record<string, unknown>;
}

export interface RunRef {
  id: string;
  state: string;
}

export interface Remedy {
  key: string;
  title: string;
  auto: boolean;
  run: RunRef | null;
}

export interface TicketRow {
  id: string;
  number: string;
  kind: string;
  title: string;
  state: TicketState;
  level: number;
  level_title: string;
  item: { id: string; name: string; type: string } | null;
  incident: { id: string; number: string; title: string; severity: string; state: string } | null;
  organisation: Named | null;
  assignee: Named | null;
  opened_at: string;
  recovered_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  rating: number | null;
  step: string;
  clocks: Clock[];
}

export interface Ticket extends TicketRow {
  tasks: TicketTask[];
  timeline: TimelineLine[];
  remedies: Remedy[];
  earlier_steps: { key: string; title: string }[];
  data: Record<string, unknown>;
}

export interface ToDo {
  id: string;
  key: string;
  title: string;
  ticket: { id: string; number: string; kind: string; title: string; state: TicketState; level: number; level_title: string };
  assignee: Named | null;
  candidates: string;
  due_at: string | null;
  created_at: string;
}

export interface Diagram {
  bpmn: string;
  done: string[];
  current: string[];
}

export interface TicketKind {
  key: string;
  title: string;
  levels: { level: number; title: string; meaning: string; targets: Record<string, number> }[];
}
