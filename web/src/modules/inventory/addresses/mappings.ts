import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page, RowResult } from '@/shared/api/page';

export type Mapping = Schemas['PortMappingOut'];

export const mappingKeys = { list: ['port-mappings', 'list'] } as const;

export const listMappings = (query: ListQuery, signal?: AbortSignal): Promise<Page<Mapping>> =>
  unwrap(api.GET('/api/v1/port-mappings', { params: { query: asQuery('/api/v1/port-mappings', query) }, ...(signal && { signal }) }));
export const makeMapping = (body: Schemas['PortMappingIn']): Promise<Mapping> => unwrap(api.POST('/api/v1/port-mappings', { body }));
export const changeMapping = (id: string, body: Schemas['PortMappingPatchIn']): Promise<Mapping> =>
  unwrap(api.PATCH('/api/v1/port-mappings/{mapping_id}', { params: { path: { mapping_id: id } }, body }));
export const removeMappings = async (ids: string[]): Promise<readonly RowResult[]> => (await unwrap(api.POST('/api/v1/port-mappings/remove', { body: { ids } }))).results;
