import { http } from '@/shared/api/http';
import type { ListQuery, Page } from '@/shared/api/page';
import type { FormValue } from '@/shared/form/schema';

import type { Estate, Item, ItemChange, ItemType, Relation } from './types';

export const listItems = (query: ListQuery, signal?: AbortSignal): Promise<Page<Item>> => http.get<Page<Item>>('items', query, signal);
export const fetchItem = (id: string): Promise<Item> => http.get<Item>(`items/${id}`);
export const saveItem = (id: string, attributes: FormValue, version: number): Promise<Item> =>
  http.patch<Item>(`items/${id}`, { attributes, version });
export const fetchRelations = (id: string): Promise<Relation[]> => http.get<Relation[]>(`items/${id}/relations`);
export const fetchHistory = (id: string): Promise<Page<ItemChange>> => http.get<Page<ItemChange>>(`items/${id}/history`, { limit: 100 });
export const fetchItemTypes = (): Promise<ItemType[]> => http.get<ItemType[]>('item-types');
export const fetchEstate = (): Promise<Estate> => http.get<Estate>('estate/health');
