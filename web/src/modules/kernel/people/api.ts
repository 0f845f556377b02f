import { API, api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Appointment, Group, Import, ImportKind, ImportRow, Person, PersonDetail, Post, Substitution } from './types';

const user = (id: string) => ({ params: { path: { user_id: id } } });
const run = (id: string) => ({ params: { path: { import_id: id } } });

export const listUsers = (query: ListQuery, signal?: AbortSignal): Promise<Page<Person>> =>
  unwrap(api.GET('/api/v1/users', { params: { query: asQuery('/api/v1/users', query) }, ...(signal && { signal }) }));
export const fetchUser = (id: string): Promise<PersonDetail> => unwrap(api.GET('/api/v1/users/{user_id}', user(id)));
export const createUser = (body: Schemas['UserIn']): Promise<PersonDetail> => unwrap(api.POST('/api/v1/users', { body }));
export const editUser = (id: string, body: Schemas['UserPatchIn']): Promise<PersonDetail> => unwrap(api.PATCH('/api/v1/users/{user_id}', { ...user(id), body }));
export const deactivateUser = (id: string, reason: string): Promise<PersonDetail> =>
  unwrap(api.POST('/api/v1/users/{user_id}/deactivate', { ...user(id), body: { reason } }));
export const revealContact = (id: string, reason: string): Promise<Schemas['ContactOut']> =>
  unwrap(api.POST('/api/v1/users/{user_id}/reveal', { ...user(id), body: { reason } }));
export const activateUser = (id: string): Promise<PersonDetail> => unwrap(api.POST('/api/v1/users/{user_id}/activate', user(id)));
export const inviteUser = (id: string): Promise<Schemas['InvitationOut']> => unwrap(api.POST('/api/v1/users/{user_id}/invitation', user(id)));
export const fetchUserHistory = (id: string): Promise<Page<Schemas['VersionOut']>> =>
  unwrap(api.GET('/api/v1/users/{user_id}/history', { params: { path: { user_id: id }, query: { limit: 100 } } }));

export const listGroups = (query: ListQuery, signal?: AbortSignal): Promise<Page<Group>> =>
  unwrap(api.GET('/api/v1/groups', { params: { query: asQuery('/api/v1/groups', query) }, ...(signal && { signal }) }));
export const createGroup = (body: Schemas['GroupIn']): Promise<Group> => unwrap(api.POST('/api/v1/groups', { body }));
export const editGroup = (id: string, body: Schemas['GroupPatchIn']): Promise<Group> =>
  unwrap(api.PATCH('/api/v1/groups/{group_id}', { params: { path: { group_id: id } }, body }));
export const changeMembers = (id: string, add: readonly string[], remove: readonly string[]): Promise<Group> =>
  unwrap(api.POST('/api/v1/groups/{group_id}/members', { params: { path: { group_id: id } }, body: { add: [...add], remove: [...remove] } }));

export const listPosts = (query: ListQuery, signal?: AbortSignal): Promise<Page<Post>> =>
  unwrap(api.GET('/api/v1/posts', { params: { query: asQuery('/api/v1/posts', query) }, ...(signal && { signal }) }));
export const createPost = (body: Schemas['PostIn']): Promise<Post> => unwrap(api.POST('/api/v1/posts', { body }));
export const editPost = (id: string, body: Schemas['PostPatchIn']): Promise<Post> =>
  unwrap(api.PATCH('/api/v1/posts/{post_id}', { params: { path: { post_id: id } }, body }));
export const listAppointments = (query: ListQuery, signal?: AbortSignal): Promise<Page<Appointment>> =>
  unwrap(api.GET('/api/v1/appointments', { params: { query: asQuery('/api/v1/appointments', query) }, ...(signal && { signal }) }));
export const appoint = (body: Schemas['AppointmentIn']): Promise<Appointment> => unwrap(api.POST('/api/v1/appointments', { body }));
export const endAppointment = (id: string): Promise<Appointment> =>
  unwrap(api.POST('/api/v1/appointments/{appointment_id}/end', { params: { path: { appointment_id: id } }, body: {} }));

export const listSubstitutions = (query: ListQuery, signal?: AbortSignal): Promise<Page<Substitution>> =>
  unwrap(api.GET('/api/v1/substitutions', { params: { query: asQuery('/api/v1/substitutions', query) }, ...(signal && { signal }) }));
export const arrange = (body: Schemas['SubstitutionIn']): Promise<Substitution> => unwrap(api.POST('/api/v1/substitutions', { body }));
export const cancelSubstitution = (id: string): Promise<Substitution> =>
  unwrap(api.POST('/api/v1/substitutions/{substitution_id}/cancel', { params: { path: { substitution_id: id } } }));

export const listImports = (query: ListQuery, signal?: AbortSignal): Promise<Page<Import>> =>
  unwrap(api.GET('/api/v1/people-imports', { params: { query: asQuery('/api/v1/people-imports', query) }, ...(signal && { signal }) }));
export const fetchImport = (id: string): Promise<Import> => unwrap(api.GET('/api/v1/people-imports/{import_id}', run(id)));
export const applyImport = (id: string): Promise<Import> => unwrap(api.POST('/api/v1/people-imports/{import_id}/apply', run(id)));
export const cancelImport = (id: string): Promise<Import> => unwrap(api.POST('/api/v1/people-imports/{import_id}/cancel', run(id)));
export const listImportRows = (id: string, query: ListQuery, signal?: AbortSignal): Promise<Page<ImportRow>> =>
  unwrap(
    api.GET('/api/v1/people-imports/{import_id}/rows', {
      params: { path: { import_id: id }, query: asQuery('/api/v1/people-imports/{import_id}/rows', query) },
      ...(signal && { signal }),
    }),
  );
export const templateHref = (kind: ImportKind, suffix: 'xlsx' | 'csv'): string => `${API}/people-imports/template?kind=${kind}&suffix=${suffix}`;

/** A file travels as a form; the generated client would write it as JSON. */
export const uploadTable = (kind: ImportKind, file: File): Promise<Import> =>
  unwrap(
    api.POST('/api/v1/people-imports', {
      body: { kind, file: '' },
      bodySerializer: () => {
        const form = new FormData();
        form.append('kind', kind);
        form.append('file', file);
        return form;
      },
    }),
  );
