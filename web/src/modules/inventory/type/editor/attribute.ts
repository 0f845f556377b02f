import { asSchema, dictionaryOf, isRecord, itemTypesOf, localOf, typeOf, type JsonSchema } from '@/shared/form/schema';

/** What an attribute may take, as the editor offers it; `kept` is what only a file can say and stays as it is. */
export type Kind = 'text' | 'whole' | 'number' | 'truth' | 'date' | 'moment' | 'list' | 'choice' | 'item' | 'computed' | 'kept';

/** What an attribute of a kind starts from. */
const FRESH: Readonly<Record<Kind, JsonSchema>> = {
  text: { type: 'string', maxLength: 200 },
  whole: { type: 'integer' },
  number: { type: 'number' },
  truth: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  list: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 200, uniqueItems: true },
  choice: { type: 'string' },
  item: { type: 'string', format: 'uuid' },
  computed: { type: 'number' },
  kept: {},
};

/** Words of a schema that the form asks of every attribute, and those that it asks of one kind. */
const ASKED_OF_ALL: readonly string[] = ['x-title', 'x-group', 'x-order', 'x-index'];
const ASKED: Readonly<Record<Kind, readonly string[]>> = {
  text: ['maxLength'],
  whole: ['x-unit', 'minimum', 'maximum'],
  number: ['x-unit', 'minimum', 'maximum'],
  truth: [],
  date: [],
  moment: [],
  list: [],
  choice: ['enum', 'x-enum'],
  item: ['x-item'],
  computed: ['x-computed', 'x-unit'],
  kept: [],
};
/** Words that hold whatever the attribute takes. */
const LASTING: readonly string[] = ['x-description', 'x-volatile'];

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
  if (dictionaryOf(schema) !== undefined || schema['x-file'] !== undefined || schema['x-personal'] !== undefined || schema.pattern !== undefined) return 'kept';
  const type = typeOf(schema);
  if (schema.enum !== undefined) return type === 'string' && schema['x-enum'] !== undefined ? 'choice' : 'kept';
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

function only(schema: JsonSchema, stays: (word: string) => boolean): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([word]) => stays(word)));
}

/** What the form does not ask: all of that stays while the attribute takes the same, little of it when it takes something else. */
function unaskedOf(kind: Kind, before: JsonSchema | undefined): JsonSchema {
  if (before === undefined) return FRESH[kind];
  if (kindOf(before) !== kind) return { ...FRESH[kind], ...only(before, (word) => LASTING.includes(word)) };
  return only(before, (word) => !ASKED_OF_ALL.includes(word) && !ASKED[kind].includes(word));
}

function askedOf(value: AttributeValue): JsonSchema {
  const unit: JsonSchema = value.unit === undefined ? {} : { 'x-unit': value.unit };
  switch (value.kind) {
    case 'text':
      return value.max === undefined ? {} : { maxLength: value.max };
    case 'whole':
    case 'number':
      return { ...unit, ...(value.lowest !== undefined && { minimum: value.lowest }), ...(value.highest !== undefined && { maximum: value.highest }) };
    case 'choice': {
      const choices = value.choices ?? [];
      return {
        enum: choices.map((choice) => choice.value),
        'x-enum': Object.fromEntries(choices.map(({ value: code, zh, en }) => [code, localOf([zh, en || zh])])),
      };
    }
    case 'item':
      return { 'x-item': value.types ?? [] };
    case 'computed':
      return { ...unit, 'x-computed': value.expression ?? '' };
    default:
      return {};
  }
}

/** The attribute as a type's file says it; `before` is undefined for a new one. */
export function attributeOf(value: AttributeValue, before: JsonSchema | undefined): JsonSchema {
  return {
    ...unaskedOf(value.kind, before),
    ...askedOf(value),
    ...(value.index && { 'x-index': true }),
    'x-title': localOf([value.zh, value.en || value.zh]),
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
