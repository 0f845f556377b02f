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
  readonly list_columns?: readonly string[];
  readonly identity?: readonly (readonly string[])[];
  readonly unique?: readonly { readonly by: readonly string[]; readonly among?: string }[];
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

/** Whether items may hold values of an attribute of the draft: it was there at the start, maybe under another name. */
function isHeld(start: Definition, draft: Definition, key: string): boolean {
  let name = key;
  for (const step of (draft.migrate ?? []).slice(start.migrate?.length ?? 0).reverse()) {
    if (step.drop === name || step.rename === name) return false;
    if (typeof step.rename === 'string' && step.to === name) name = step.rename;
  }
  return name in start.schema.properties;
}

/** Columns and rules of the draft name an attribute as it is called now. */
function calledAnew(draft: Definition, from: string, to: string): Definition {
  const anew = (names: readonly string[]): string[] => names.map((name) => (name === from ? to : name));
  return {
    ...draft,
    ...(draft.list_columns && { list_columns: anew(draft.list_columns) }),
    ...(draft.identity && { identity: draft.identity.map(anew) }),
    ...(draft.unique && { unique: draft.unique.map((rule) => ({ ...rule, by: anew(rule.by) })) }),
  };
}

/** The draft with an attribute as the form left it: what names it follows, and the values of one that items may hold. */
export function putAttribute(start: Definition, draft: Definition, before: string | undefined, value: AttributeValue): Definition {
  const old = before === undefined ? undefined : draft.schema.properties[before];
  const cleared = before === undefined ? draft : without(draft, before);
  const required = [...(cleared.schema.required ?? []), ...(value.required ? [value.key] : [])];
  const put = { ...cleared, schema: { ...cleared.schema, properties: { ...cleared.schema.properties, [value.key]: attributeOf(value, old) }, required } };
  if (before === undefined || old === undefined) return put;
  const called = calledAnew(put, before, value.key);
  if (!isHeld(start, draft, before)) return called;
  const conversion = conversionOf(kindOf(old), value.kind);
  return withSteps(called, [
    ...(before === value.key ? [] : [{ rename: before, to: value.key }]),
    ...(conversion === undefined ? [] : [{ convert: value.key, to: conversion }]),
  ]);
}

/** The draft without an attribute; its values go, too. */
export function dropAttribute(start: Definition, draft: Definition, key: string): Definition {
  const left = without(draft, key);
  const listed = { ...left, ...(left.list_columns && { list_columns: left.list_columns.filter((name) => name !== key) }) };
  return withSteps(listed, isHeld(start, draft, key) ? [{ drop: key }] : []);
}
