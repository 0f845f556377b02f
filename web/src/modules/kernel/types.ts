export interface Organisation {
  id: string;
  name: string;
}

export interface User {
  id: string;
  username: string;
  name: string;
  organisation: Organisation | null;
}

export interface Session {
  user: User;
  permissions: string[];
  locale: string;
}

export interface HealthPart {
  key: string;
  name: string;
  state: 'ok' | 'degraded' | 'down' | 'unknown';
  detail: string;
}

export interface Health {
  status: 'ok' | 'degraded' | 'down';
  version: string;
  parts: HealthPart[];
}

export interface Notification {
  id: string;
  title: string;
  body: string;
  href: string;
  level: 'info' | 'warning' | 'critical';
  created_at: string;
  read_at: string | null;
}

export interface SearchHit {
  kind: string;
  id: string;
  title: string;
  subtitle: string;
  href: string;
}

export interface FirstAdministrator {
  token: string;
  username: string;
  name: string;
  password: string;
  organisation: string;
}
