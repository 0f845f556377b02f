export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';

export interface RunTarget {
  id: string;
  item: { id: string; name: string; type: string } | null;
  state: RunState;
  attempt: number;
  exit_code: number | null;
  error: string;
  output: string;
  truncated: boolean;
  started_at: string | null;
  finished_at: string | null;
}

export interface Run {
  id: string;
  number: string;
  job: string;
  title: string;
  state: RunState;
  requested_by: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  ticket: { id: string; number: string } | null;
}

export interface RunDetail extends Run {
  script: string;
  parameters: Record<string, unknown>;
  targets: RunTarget[];
}
