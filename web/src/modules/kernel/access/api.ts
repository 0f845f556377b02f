import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type Role = Schemas['RoleOut'];
export type NewRole = Schemas['RoleIn'];
export type Grant = Schemas['GrantOut'];
export type NewGrant = Schemas['GrantIn'];
export type Permission = Schemas['PermissionOut'];
export type Hideable = Schemas['HideableOut'];
export type Explanation = Schemas['ExplanationOut'];
export type SeatState = Schemas['SeatOut'];
export type Scope = Grant['scope'];
export type HolderKind = Grant['holder']['kind'];

export interface Choice {
  id: string;
  name: string;
}

export const listRoles = (query: ListQuery, signal: AbortSignal): Promise<Page<Role>> =>
  unwrap(api.GET('/api/v1/roles', { params: { query: asQuery('/api/v1/roles', query) }, signal }));
export const fetchRoles = async (): Promise<Role[]> => (await unwrap(api.GET('/api/v1/roles', { params: { query: { limit: 500 } } }))).items;
export const createRole = (body: NewRole): Promise<Role> => unwrap(api.POST('/api/v1/roles', { body }));
export const changeRole = (role: Role, body: NewRole): Promise<Role> =>
  unwrap(api.PUT('/api/v1/roles/{role_id}', { params: { path: { role_id: role.id } }, body: { ...body, version: role.version } }));
export const removeRole = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/roles/{role_id}', { params: { path: { role_id: id } } }));

export const fetchPermissions = (): Promise<Permission[]> => unwrap(api.GET('/api/v1/permissions'));
export const fetchHideable = (): Promise<Hideable[]> => unwrap(api.GET('/api/v1/hideable-fields'));

export const listGrants = (query: ListQuery, signal: AbortSignal): Promise<Page<Grant>> =>
  unwrap(api.GET('/api/v1/grants', { params: { query: asQuery('/api/v1/grants', query) }, signal }));
export const createGrant = (body: NewGrant): Promise<Grant> => unwrap(api.POST('/api/v1/grants', { body }));
export const changeGrant = (grant: Grant, scope: Scope, organisations: string[]): Promise<Grant> =>
  unwrap(api.PATCH('/api/v1/grants/{grant_id}', { params: { path: { grant_id: grant.id } }, body: { scope, organisations, version: grant.version } }));
export const revokeGrant = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/grants/{grant_id}', { params: { path: { grant_id: id } } }));

export const fetchSeats = (): Promise<SeatState[]> => unwrap(api.GET('/api/v1/administrators'));
export const inviteSeat = (seat: string): Promise<{ seat: string; href: string }> =>
  unwrap(api.POST('/api/v1/administrators/{seat}/link', { params: { path: { seat } } }));

export const explain = (user: string, permission: string, organisation: string | undefined): Promise<Explanation> =>
  unwrap(
    api.GET('/api/v1/users/{user_id}/access', {
      params: { path: { user_id: user }, query: organisation === undefined ? { permission } : { permission, organisation } },
    }),
  );

/** Holders or organisations whose name has these words, as a choice. */
export async function find(kind: HolderKind | 'organisation', words: string): Promise<Choice[]> {
  const query = { q: words, limit: 20 };
  if (kind === 'user') {
    const found = await unwrap(api.GET('/api/v1/users', { params: { query: { ...query, active: 'true' } } }));
    return found.items.map((user) => ({ id: user.id, name: `${user.name}（${user.username}）` }));
  }
  if (kind === 'group') return (await unwrap(api.GET('/api/v1/groups', { params: { query } }))).items;
  if (kind === 'post') return (await unwrap(api.GET('/api/v1/posts', { params: { query } }))).items;
  return (await unwrap(api.GET('/api/v1/organisations', { params: { query } }))).items;
}
