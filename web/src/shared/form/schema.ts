import type { Locale, Phrase } from '@/shared/i18n/words';

type LocalText = Readonly<Partial<Record<Locale, string>>>;

/** The part of JSON Schema 2020-12 that our packs may use, with our `x-` words for the eye. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly default?: unknown;
  readonly readOnly?: boolean;
  readonly examples?: readonly unknown[];
  readonly 'x-title'?: LocalText;
  readonly 'x-description'?: LocalText;
  readonly 'x-group'?: string | LocalText;
  readonly 'x-groups'?: Readonly<Record<string, string | LocalText>>;
  readonly 'x-order'?: number;
  readonly 'x-unit'?: string;
  /** Personal data of this kind: shown masked. */
  readonly 'x-personal'?: string;
  readonly 'x-widget'?: string;
  /** The value is a file (or a list of files), by id. */
  readonly 'x-file'?: { readonly accept?: readonly string[] };
  /** Chosen from this data dictionary. */
  readonly 'x-dictionary'?: string;
  readonly 'x-dictionary-leaf'?: boolean;
  /** Values that stand in a list of the platform, such as the keys of roles; the page that draws the form knows which. */
  readonly 'x-choices'?: string;
  /** The value is another item (or a list of items), by id, of one of these types. */
  readonly 'x-item'?: readonly string[];
  /** Worked out by the platform from other attributes. */
  readonly 'x-computed'?: string;
  /** The list of items filters by it. */
  readonly 'x-index'?: boolean;
  readonly 'x-volatile'?: boolean;
  /** Titles of the values of `enum`. */
  readonly 'x-enum'?: Readonly<Record<string, LocalText>>;
}

export type FormValue = Readonly<Record<string, unknown>>;

export interface Choice {
  readonly value: string | number | boolean;
  readonly label: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The data dictionary a field is chosen from, one value or several. */
export function dictionaryOf(schema: JsonSchema): string | undefined {
  return schema['x-dictionary'] ?? schema.items?.['x-dictionary'];
}

/** The types that the items in a field may be of; none where it holds no items. */
export function itemTypesOf(schema: JsonSchema): readonly string[] {
  return schema['x-item'] ?? schema.items?.['x-item'] ?? [];
}

/** The API hands schemas over as plain JSON; the server has checked them when the pack was installed. */
export function asSchema(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

/** The type that decides the widget: `["integer", "null"]` is an integer that may be missing. */
export function typeOf(schema: JsonSchema): string {
  const { type } = schema;
  if (typeof type === 'string') return type;
  const named = type?.find((each) => each !== 'null');
  if (named !== undefined) return named;
  if (schema.properties !== undefined) return 'object';
  return 'string';
}

/** The ids of the files in a field of files. */
export function filesIn(value: unknown): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.filter((each): each is string => typeof each === 'string' && each !== '');
}

/** A phrase of ours as a schema carries it. */
export function localOf([zh, en]: Phrase): LocalText {
  return { 'zh-CN': zh, 'en-US': en };
}

export function localText(text: string | LocalText | undefined, locale: Locale): string {
  if (text === undefined) return '';
  if (typeof text === 'string') return text;
  return text[locale] ?? text['zh-CN'] ?? '';
}

export function titleOf(schema: JsonSchema, key: string, locale: Locale): string {
  const own = localText(schema['x-title'], locale);
  return own === '' ? (schema.title ?? key) : own;
}

export function descriptionOf(schema: JsonSchema, locale: Locale): string {
  const own = localText(schema['x-description'], locale);
  return own === '' ? (schema.description ?? '') : own;
}

function isChoiceValue(value: unknown): value is Choice['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The values to choose from (`enum`, or `oneOf` of `const` and `title`); undefined where anything may be typed. */
export function choicesOf(schema: JsonSchema, locale: Locale): Choice[] | undefined {
  if (schema.enum !== undefined) {
    return schema.enum.filter(isChoiceValue).map((value) => {
      const title = localText(schema['x-enum']?.[String(value)], locale);
      return { value, label: title === '' ? String(value) : title };
    });
  }
  const constants = schema.oneOf?.filter((each) => 'const' in each);
  if (constants === undefined || constants.length === 0) return undefined;
  return constants.flatMap((each) => (isChoiceValue(each.const) ? [{ value: each.const, label: titleOf(each, String(each.const), locale) }] : []));
}
