import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type SessionRow = Schemas['SessionRowOut'];
export type AccountState = Schemas['AccountSecurityOut'];

const of = (id: string) => ({ params: { path: { user_id: id } } });

export const securityKeys = { sessions: ['security', 'sessions'], of: (id: string) => ['security', id] } as const;

export const listSessions = (query: ListQuery, signal: AbortSignal): Promise<Page<SessionRow>> =>
  unwrap(api.GET('/api/v1/sessions', { params: { query: asQuery('/api/v1/sessions', query) }, signal }));
export const fetchSecurity = (id: string): Promise<AccountState> => unwrap(api.GET('/api/v1/users/{user_id}/security', of(id)));
export const unlock = (id: string): Promise<unknown> => unwrap(api.POST('/api/v1/users/{user_id}/unlock', of(id)));
export const demandPassword = (id: string): Promise<unknown> => unwrap(api.POST('/api/v1/users/{user_id}/demand-password', of(id)));
export type Link = Schemas['InvitationOut'];
export const resetPassword = (id: string, reason: string): Promise<Link> => unwrap(api.POST('/api/v1/users/{user_id}/password-reset', { ...of(id), body: { reason } }));
export const removeFactors = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/users/{user_id}/factors', of(id)));
export const endEverySession = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/users/{user_id}/sessions', of(id)));
export const endOneSession = ({ user, id }: { user: string; id: string }): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/users/{user_id}/sessions/{session_id}', { params: { path: { user_id: user, session_id: id } } }));
