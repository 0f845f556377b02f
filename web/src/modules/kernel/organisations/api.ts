import { api, unwrap, type Schemas } from '@/shared/api/client';
import type { Page } from '@/shared/api/page';

import type { Organisation, TreeNode, Version } from './types';

const at = (id: string) => ({ params: { path: { organisation_id: id } } });

export const fetchTree = (asOf?: string): Promise<TreeNode[]> =>
  unwrap(api.GET('/api/v1/organisations/tree', { params: { query: asOf === undefined ? {} : { as_of: asOf } } }));
export const fetchOrganisation = (id: string): Promise<Organisation> => unwrap(api.GET('/api/v1/organisations/{organisation_id}', at(id)));
export const fetchHistory = (id: string): Promise<Page<Version>> =>
  unwrap(api.GET('/api/v1/organisations/{organisation_id}/history', { params: { path: { organisation_id: id }, query: { limit: 100 } } }));
export const createOrganisation = (body: Schemas['OrganisationIn']): Promise<Organisation> => unwrap(api.POST('/api/v1/organisations', { body }));
export const editOrganisation = (id: string, body: Schemas['OrganisationPatchIn']): Promise<Organisation> =>
  unwrap(api.PATCH('/api/v1/organisations/{organisation_id}', { ...at(id), body }));
export const revealContacts = (id: string, reason: string): Promise<Schemas['OrganisationContactOut'][]> =>
  unwrap(api.POST('/api/v1/organisations/{organisation_id}/reveal', { ...at(id), body: { reason } }));
export const moveOrganisation = (id: string, parent: string | null, reason: string): Promise<Organisation> =>
  unwrap(api.POST('/api/v1/organisations/{organisation_id}/move', { ...at(id), body: { parent_id: parent, reason } }));
export const mergeOrganisation = (id: string, into: string, reason: string): Promise<Organisation> =>
  unwrap(api.POST('/api/v1/organisations/{organisation_id}/merge', { ...at(id), body: { into, reason } }));
export const retireOrganisation = (id: string, reason: string): Promise<Organisation> =>
  unwrap(api.POST('/api/v1/organisations/{organisation_id}/retire', { ...at(id), body: { reason } }));
export const reinstateOrganisation = (id: string): Promise<Organisation> => unwrap(api.POST('/api/v1/organisations/{organisation_id}/reinstate', at(id)));
