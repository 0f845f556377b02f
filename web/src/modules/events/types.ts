import type { ItemRef } from '@/modules/inventory';

export type Severity = 'critical' | 'major' | 'minor' | 'info';
export type AlertState = 'pending' | 'firing' | 'resolved';

export interface Alert {
  id: string;
  fingerprint: string;
  rule: string;
  rule_title: string;
  rule_title_en: string;
  severity: Severity;
  state: AlertState;
  unknown: boolean;
  item: ItemRef | null;
  incident: { id: string; number: string } | null;
  summary: string;
  labels: Record<string, string>;
  value: number | null;
  started_at: string;
  fired_at: string | null;
  resolved_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string;
}

export interface Incident {
  id: string;
  number: string;
  title: string;
  severity: Severity;
  state: 'open' | 'resolved';
  contract_level: number;
  item: ItemRef | null;
  ticket: { id: string; number: string; state: string } | null;
  opened_at: string;
  resolved_at: string | null;
}

export interface TimelineLine {
  at: string;
  kind: string;
  actor: string;
  text: string;
  data: Record<string, unknown>;
}

export interface IncidentDetail extends Incident {
  alerts: Alert[];
  timeline: TimelineLine[];
  remedies: { key: string; title: string; job: string; auto: boolean }[];
}
