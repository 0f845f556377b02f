import type { Locale } from '@/shared/i18n/words';

import { isRecord, localText, type JsonSchema } from './schema';
import { accepts } from './validate';

export interface PlannedField {
  readonly key: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

export interface PlannedGroup {
  readonly key: string;
  readonly title: string;
  readonly fields: readonly PlannedField[];
}

interface Shape {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

function merge(a: Shape, b: Shape): Shape {
  const properties = { ...a.properties };
  for (const [key, schema] of Object.entries(b.properties)) properties[key] = { ...properties[key], ...schema };
  return { properties, required: [...new Set([...a.required, ...b.required])] };
}

/** The fields that apply to what has been entered so far: `allOf` joined, `if` decided. */
export function shapeFor(schema: JsonSchema, value: unknown): Shape {
  let shape: Shape = { properties: schema.properties ?? {}, required: schema.required ?? [] };
  for (const part of schema.allOf ?? []) shape = merge(shape, shapeFor(part, value));
  if (schema.if === undefined) return shape;
  const branch = accepts(schema.if, value) ? schema.then : schema.else;
  return branch === undefined ? shape : merge(shape, shapeFor(branch, value));
}

/** The fields in the order and groups of the schema: `x-order`, then as written; groups as `x-groups` lists them, then as met. */
export function planFields(schema: JsonSchema, value: unknown, locale: Locale): PlannedGroup[] {
  const { properties, required } = shapeFor(schema, value);
  const fields = Object.entries(properties).map(([key, own], at) => ({ key, schema: own, required: required.includes(key), at }));
  fields.sort((a, b) => (a.schema['x-order'] ?? 1000) - (b.schema['x-order'] ?? 1000) || a.at - b.at);

  const groups = new Map<string, { title: string; fields: PlannedField[] }>();
  for (const field of fields) {
    const group = field.schema['x-group'];
    const groupKey = typeof group === 'string' ? group : localText(group, 'zh-CN');
    const title = typeof group === 'string' ? localText(schema['x-groups']?.[group], locale) || group : localText(group, locale);
    const known = groups.get(groupKey) ?? { title, fields: [] };
    known.fields.push({ key: field.key, schema: field.schema, required: field.required });
    groups.set(groupKey, known);
  }
  const named = Object.keys(schema['x-groups'] ?? {});
  const rank = (key: string): number => (named.includes(key) ? named.indexOf(key) : named.length);
  return [...groups].map(([key, group]) => ({ key, ...group })).sort((a, b) => rank(a.key) - rank(b.key));
}

/** Records of a list without what was left empty; a line that says nothing is none. */
function filledRows(schema: JsonSchema, rows: readonly unknown[]): unknown[] {
  return rows.filter(isRecord).map((row) => prune(schema, row)).filter((row) => Object.keys(row).length > 0);
}

/** What is sent: the fields that apply, without those left empty. */
export function prune(schema: JsonSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { properties } = shapeFor(schema, value);
  const kept: Record<string, unknown> = {};
  for (const [key, own] of Object.entries(value)) {
    const property = properties[key];
    if (property === undefined || own === undefined || own === '' || own === null) continue;
    if (isRecord(own) && property.properties !== undefined) kept[key] = prune(property, own);
    else if (Array.isArray(own) && property.items?.properties !== undefined) kept[key] = filledRows(property.items, own);
    else kept[key] = own;
  }
  return kept;
}

/** The values a form starts from: the schema's defaults under what is already known. */
export function withDefaults(schema: JsonSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const started: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(shapeFor(schema, value).properties)) {
    if (property.default !== undefined) started[key] = property.default;
  }
  return { ...started, ...value };
}
