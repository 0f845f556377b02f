import { asSchema, isRecord, itemTypesOf, typeOf, type JsonSchema } from '@/shared/form/schema';

/** What an attribute may take, as the editor offers it; `kept` is what only a file can say and stays as it is. */
export type Kind = 'text' | 'whole' | 'number' | 'truth' | 'date' | 'moment' | 'list' | 'choice' | 'item' | 'computed' | 'kept';

const STRUCTURES: Readonly<Record<Exclude<Kind, 'choice' | 'item' | 'computed' | 'kept'>, JsonSchema>> = {
  text: { type: 'string', maxLength: 200 },
  whole: { type: 'integer' },
  number: { type: 'number' },
  truth: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  list: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 200, uniqueItems: true },
};

/** What of an attribute is for the eye or for lists, and stands in the form whatever the attribute takes. */
const SHOWN = ['x-title', 'x-description', 'x-group', 'x-order', 'x-unit', 'x-index'] as const;

export interface AttributeValue {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: Kind;
  readonly group: string;
  readonly order: number;
  readonly required: boolean;
  readonly index: boolean;
  readonly unit?: string;
  readonly max?: number;
  readonly lowest?: number;
  readonly highest?: number;
  readonly choices?: readonly { value: string; zh: string; en: string }[];
  readonly types?: readonly string[];
  readonly expression?: string;
}

export function kindOf(schema: JsonSchema): Kind {
  if (schema['x-computed'] !== undefined) return 'computed';
  if (itemTypesOf(schema).length > 0) return typeOf(schema) === 'array' ? 'kept' : 'item';
  if (schema['x-dictionary'] !== undefined || schema['x-file'] !== undefined || schema['x-personal'] !== undefined || schema.pattern !== undefined) return 'kept';
  if (schema.enum !== undefined) return schema['x-enum'] === undefined ? 'kept' : 'choice';
  const type = typeOf(schema);
  if (type === 'boolean') return 'truth';
  if (type === 'integer') return 'whole';
  if (type === 'number') return 'number';
  if (type === 'array') return typeOf(asSchema(schema.items)) === 'string' && schema.items?.properties === undefined ? 'list' : 'kept';
  if (schema.format === 'date') return 'date';
  if (schema.format === 'date-time') return 'moment';
  return schema.format === undefined && type === 'string' ? 'text' : 'kept';
}

/** An attribute as the form shows it. */
export function valueOf(key: string, schema: JsonSchema, required: boolean): AttributeValue {
  const title = isRecord(schema['x-title']) ? schema['x-title'] : {};
  return {
    key,
    zh: title['zh-CN'] ?? key,
    en: title['en-US'] ?? key,
    kind: kindOf(schema),
    group: typeof schema['x-group'] === 'string' ? schema['x-group'] : 'custom',
    order: schema['x-order'] ?? 500,
    required,
    index: schema['x-index'] === true,
    ...(schema['x-unit'] !== undefined && { unit: schema['x-unit'] }),
    ...(schema.maxLength !== undefined && { max: schema.maxLength }),
    ...(schema.minimum !== undefined && { lowest: schema.minimum }),
    ...(schema.maximum !== undefined && { highest: schema.maximum }),
    ...(schema['x-enum'] !== undefined && {
      choices: Object.entries(schema['x-enum']).map(([value, words]) => ({ value, zh: words['zh-CN'] ?? value, en: words['en-US'] ?? value })),
    }),
    ...(schema['x-item'] !== undefined && { types: schema['x-item'] }),
    ...(schema['x-computed'] !== undefined && { expression: schema['x-computed'] }),
  };
}

function structureOf(value: AttributeValue, before: JsonSchema): JsonSchema {
  if (value.kind === 'kept') return Object.fromEntries(Object.entries(before).filter(([word]) => !(SHOWN as readonly string[]).includes(word)));
  if (value.kind === 'computed') return { type: before['x-computed'] === undefined ? 'number' : (before.type ?? 'number'), 'x-computed': value.expression ?? '' };
  if (value.kind === 'item') return { type: 'string', format: 'uuid', 'x-item': value.types ?? [] };
  if (value.kind === 'choice') {
    const choices = value.choices ?? [];
    return {
      type: 'string',
      enum: choices.map((choice) => choice.value),
      'x-enum': Object.fromEntries(choices.map((choice) => [choice.value, { 'zh-CN': choice.zh, 'en-US': choice.en || choice.zh }])),
    };
  }
  const bounded = value.kind === 'whole' || value.kind === 'number';
  return {
    ...STRUCTURES[value.kind],
    ...(value.kind === 'text' && value.max !== undefined && { maxLength: value.max }),
    ...(bounded && value.lowest !== undefined && { minimum: value.lowest }),
    ...(bounded && value.highest !== undefined && { maximum: value.highest }),
  };
}

/** The attribute as a type's file says it. */
export function attributeOf(value: AttributeValue, before: JsonSchema): JsonSchema {
  return {
    ...structureOf(value, before),
    ...(before['x-description'] !== undefined && { 'x-description': before['x-description'] }),
    ...(value.unit !== undefined && value.unit !== '' && { 'x-unit': value.unit }),
    ...(value.index && { 'x-index': true }),
    'x-title': { 'zh-CN': value.zh, 'en-US': value.en || value.zh },
    'x-group': value.group,
    'x-order': value.order,
  };
}

/** How values that are there become values of the new kind; undefined where nothing needs to be done. */
export function conversionOf(before: Kind, after: Kind): 'text' | 'number' | 'integer' | 'list' | 'single' | undefined {
  if (before === after) return undefined;
  if (after === 'list') return 'list';
  if (before === 'list') return 'single';
  if (after === 'whole') return 'integer';
  if (after === 'number') return before === 'whole' ? undefined : 'number';
  return after === 'text' ? 'text' : undefined;
}
