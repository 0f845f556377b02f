import type { Organisation } from '@/modules/kernel';
import type { FormValue } from '@/shared/form/schema';

export type HealthState = 'ok' | 'warning' | 'critical' | 'unknown';

export type Lifecycle = 'active' | 'suspected' | 'lost' | 'retired';

export interface Item {
  id: string;
  type: string;
  type_title: string;
  type_title_en: string;
  name: string;
  attributes: FormValue;
  lifecycle: Lifecycle;
  health: HealthState;
  health_reason: string;
  organisation: Organisation | null;
  source: string;
  last_seen_at: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface ItemType {
  key: string;
  title: string;
  title_en: string;
  icon: string;
  parent: string | null;
  abstract: boolean;
  schema: unknown;
  list_columns: string[];
}

export interface ItemRef {
  id: string;
  name: string;
  type: string;
}

export interface Relation {
  id: string;
  type: string;
  title: string;
  title_en: string;
  direction: 'out' | 'in';
  item: ItemRef & { type_title: string; type_title_en: string; health: HealthState; health_reason: string };
}

export interface ItemChange {
  id: string;
  at: string;
  kind: 'created' | 'updated' | 'lifecycle' | 'relation';
  actor_kind: string;
  actor_name: string;
  delta: Record<string, unknown[]>;
  version: number;
}

export interface Estate {
  total: number;
  ok: number;
  warning: number;
  critical: number;
  unknown: number;
}
