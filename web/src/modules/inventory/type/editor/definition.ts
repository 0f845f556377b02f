import { asSchema, type JsonSchema } from '@/shared/form/schema';

import { attributeOf, conversionOf, kindOf, type AttributeValue } from './attribute';

export type Step = Readonly<Record<string, unknown>>;

/** A type as its file says it. What the editor does not know of stays as it is. */
export interface Definition {
  readonly key: string;
  readonly title: string;
  readonly title_en: string;
  readonly parent?: string;
  readonly icon?: string;
  readonly family?: string;
  readonly schema: { readonly type: 'object'; readonly properties: Readonly<Record<string, JsonSchema>>; readonly required?: readonly string[] };
  readonly migrate?: readonly Step[];
  readonly [more: string]: unknown;
}

export function asDefinition(raw: Readonly<Record<string, unknown>>): Definition {
  const schema = asSchema(raw.schema);
  return { ...raw, schema: { ...schema, type: 'object', properties: schema.properties ?? {} } } as Definition;
}

function withSteps(definition: Definition, steps: readonly Step[]): Definition {
  return steps.length === 0 ? definition : { ...definition, migrate: [...(definition.migrate ?? []), ...steps] };
}

function without(definition: Definition, key: string): Definition {
  const properties = Object.fromEntries(Object.entries(definition.schema.properties).filter(([name]) => name !== key));
  return { ...definition, schema: { ...definition.schema, properties, required: (definition.schema.required ?? []).filter((name) => name !== key) } };
}

/** The definition with an attribute as the form left it; values of one that had another name or kind follow. */
export function putAttribute(definition: Definition, before: string | undefined, value: AttributeValue): Definition {
  const old = before === undefined ? {} : (definition.schema.properties[before] ?? {});
  const cleared = before === undefined ? definition : without(definition, before);
  const required = [...(cleared.schema.required ?? []), ...(value.required ? [value.key] : [])];
  const steps: Step[] = [];
  if (before !== undefined && before !== value.key) steps.push({ rename: before, to: value.key });
  const conversion = before === undefined ? undefined : conversionOf(kindOf(old), value.kind);
  if (conversion !== undefined) steps.push({ convert: value.key, to: conversion });
  return withSteps({ ...cleared, schema: { ...cleared.schema, properties: { ...cleared.schema.properties, [value.key]: attributeOf(value, old) }, required } }, steps);
}

/** The definition without an attribute; its values go, too. */
export function dropAttribute(definition: Definition, key: string, saved: boolean): Definition {
  const left = without(definition, key);
  const listed = { ...left, ...(Array.isArray(left.list_columns) && { list_columns: left.list_columns.filter((name) => name !== key) }) };
  return withSteps(listed, saved ? [{ drop: key }] : []);
}
