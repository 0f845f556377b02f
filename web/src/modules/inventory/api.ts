import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Definition } from './type/editor/definition';
import type { Estate, Item, ItemType, ItemTypeDetail, Rehearsal, Relation, TypeDefinition, TypeVersion } from './types';

const at = (id: string) => ({ params: { path: { item_id: id } } });

export const listItems = (query: ListQuery, signal?: AbortSignal): Promise<Page<Item>> =>
  unwrap(api.GET('/api/v1/items', { params: { query: asQuery('/api/v1/items', query) }, ...(signal && { signal }) }));
export const fetchItem = (id: string): Promise<Item> => unwrap(api.GET('/api/v1/items/{item_id}', at(id)));
export const saveItem = (id: string, attributes: Record<string, unknown>, version: number): Promise<Item> =>
  unwrap(api.PATCH('/api/v1/items/{item_id}', { ...at(id), body: { attributes, version, drop: [] } }));
export const revealAttributes = (id: string, reason: string): Promise<Record<string, unknown>> =>
  unwrap(api.POST('/api/v1/items/{item_id}/reveal', { ...at(id), body: { reason } }));
export const fetchRelations = (id: string): Promise<Relation[]> => unwrap(api.GET('/api/v1/items/{item_id}/relations', at(id)));
export const fetchItemTypes = (): Promise<ItemType[]> => unwrap(api.GET('/api/v1/item-types'));
export const fetchItemType = (key: string): Promise<ItemTypeDetail> => unwrap(api.GET('/api/v1/item-types/{key}', { params: { path: { key } } }));
export const fetchTypeVersions = (key: string): Promise<Page<TypeVersion>> =>
  unwrap(api.GET('/api/v1/item-types/{key}/versions', { params: { path: { key }, query: { limit: 100 } } }));
export const fetchDefinition = (key: string): Promise<TypeDefinition> => unwrap(api.GET('/api/v1/item-types/{key}/definition', { params: { path: { key } } }));
export const rehearseType = (definition: Definition): Promise<Rehearsal> => unwrap(api.POST('/api/v1/item-type-rehearsals', { body: { definition } }));
export const createType = (definition: Definition): Promise<ItemTypeDetail> => unwrap(api.POST('/api/v1/item-types', { body: { definition } }));
export const changeType = (definition: Definition, version: number): Promise<ItemTypeDetail> =>
  unwrap(api.PUT('/api/v1/item-types/{key}', { params: { path: { key: definition.key } }, body: { definition, version } }));
export const createItem = (body: Schemas['NewItemIn']): Promise<Item> => unwrap(api.POST('/api/v1/items', { body }));
export const fetchEstate = (): Promise<Estate> => unwrap(api.GET('/api/v1/estate/health'));
