import type { Item, ItemType, ItemTypeDetail } from '@/modules/inventory/types';
import type { JsonSchema } from '@/shared/form/schema';

/** A type as the catalogue lists it. */
export function itemType(key: string, title: string, change: Partial<ItemType> = {}): ItemType {
  return {
    key,
    title,
    title_en: key,
    icon: 'server',
    family: 'hardware',
    version: 1,
    parent: 'item',
    abstract: false,
    retired: false,
    pack: 'equipment',
    lineage: [key, 'item'],
    list_columns: [],
    ...change,
  };
}

/** A type with these attributes, all of them in one group. */
export function typeWith(key: string, title: string, properties: Readonly<Record<string, JsonSchema>>, change: Partial<ItemTypeDetail> = {}): ItemTypeDetail {
  return {
    ...itemType(key, title),
    schema: { type: 'object', properties, required: [] },
    identity: [],
    unique: [],
    own: Object.keys(properties),
    children: [],
    relations: [],
    referenced_by: [],
    ...change,
  };
}

/** An attribute as packs write it. */
export function attribute(title: string, own: JsonSchema): JsonSchema {
  return { 'x-title': { 'zh-CN': title, 'en-US': title }, 'x-group': 'basic', 'x-order': 10, ...own };
}

export function item(id: string, name: string, change: Partial<Item> = {}): Item {
  return {
    id,
    type: 'server',
    type_title: '服务器',
    type_title_en: 'Server',
    name,
    attributes: {},
    references: {},
    manual_attributes: [],
    lifecycle: 'active',
    manual_lifecycle: false,
    health: 'ok',
    health_reason: '',
    organisation: null,
    source: 'person',
    first_seen_at: null,
    last_seen_at: null,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    version: 1,
    ...change,
  };
}

/** An answer of the server that refuses. */
export function refusal(status: number, problem: { title?: string; code?: string; detail?: string; errors?: readonly { path: string; message: string }[] } = {}): Response {
  return Response.json({ title: '出错', ...problem }, { status });
}
