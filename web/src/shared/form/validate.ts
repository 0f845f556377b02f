import { isRecord, typeOf, type JsonSchema } from './schema';

/** Why a value is refused; the words for it stand in `messages.ts`. `path` is dotted, '' is the whole. */
export interface Issue {
  readonly path: string;
  readonly code:
    | 'required'
    | 'type'
    | 'choice'
    | 'minLength'
    | 'maxLength'
    | 'pattern'
    | 'format'
    | 'minimum'
    | 'maximum'
    | 'above'
    | 'below'
    | 'multipleOf'
    | 'minItems'
    | 'maxItems'
    | 'uniqueItems';
  readonly limit?: number | undefined;
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i,
  ipv4: /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/,
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
};

export function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    default:
      return true;
  }
}

function ofText(schema: JsonSchema, value: string, path: string): Issue[] {
  const issues: Issue[] = [];
  const length = Array.from(value).length;
  if (schema.minLength !== undefined && length < schema.minLength) issues.push({ path, code: 'minLength', limit: schema.minLength });
  if (schema.maxLength !== undefined && length > schema.maxLength) issues.push({ path, code: 'maxLength', limit: schema.maxLength });
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) issues.push({ path, code: 'pattern' });
  const format = schema.format === undefined ? undefined : FORMATS[schema.format];
  if (format !== undefined && !format.test(value)) issues.push({ path, code: 'format' });
  return issues;
}

function ofNumber(schema: JsonSchema, value: number, path: string): Issue[] {
  const issues: Issue[] = [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) issues.push({ path, code: 'minimum', limit: minimum });
  if (maximum !== undefined && value > maximum) issues.push({ path, code: 'maximum', limit: maximum });
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) issues.push({ path, code: 'above', limit: exclusiveMinimum });
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) issues.push({ path, code: 'below', limit: exclusiveMaximum });
  if (multipleOf !== undefined && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9) {
    issues.push({ path, code: 'multipleOf', limit: multipleOf });
  }
  return issues;
}

function ofArray(schema: JsonSchema, value: readonly unknown[], path: string): Issue[] {
  const issues: Issue[] = [];
  if (schema.minItems !== undefined && value.length < schema.minItems) issues.push({ path, code: 'minItems', limit: schema.minItems });
  if (schema.maxItems !== undefined && value.length > schema.maxItems) issues.push({ path, code: 'maxItems', limit: schema.maxItems });
  if (schema.uniqueItems === true && new Set(value.map((each) => JSON.stringify(each))).size < value.length) {
    issues.push({ path, code: 'uniqueItems' });
  }
  const { items } = schema;
  return items === undefined ? issues : [...issues, ...value.flatMap((each, at) => validate(items, each, join(path, at)))];
}

function ofObject(schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: string): Issue[] {
  const issues: Issue[] = [];
  for (const key of schema.required ?? []) {
    if (isMissing(value[key])) issues.push({ path: join(path, key), code: 'required' });
  }
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const own = value[key];
    if (!isMissing(own)) issues.push(...validate(property, own, join(path, key)));
  }
  return issues;
}

function ofChoice(schema: JsonSchema, value: unknown, path: string): Issue[] {
  const refused: Issue[] = [{ path, code: 'choice' }];
  if ('const' in schema && value !== schema.const) return refused;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return refused;
  if (schema.oneOf !== undefined && schema.oneOf.filter((each) => accepts(each, value)).length !== 1) return refused;
  if (schema.not !== undefined && accepts(schema.not, value)) return refused;
  return [];
}

function ofConditions(schema: JsonSchema, value: unknown, path: string): Issue[] {
  const issues = (schema.allOf ?? []).flatMap((each) => validate(each, value, path));
  if (schema.if === undefined) return issues;
  const branch = accepts(schema.if, value) ? schema.then : schema.else;
  return branch === undefined ? issues : [...issues, ...validate(branch, value, path)];
}

export function accepts(schema: JsonSchema, value: unknown): boolean {
  return validate(schema, value).length === 0;
}

/**
 * Checks a value while it is typed. The server remains the judge; this only saves the round trip for what a browser can see.
 * A required text must not be empty here, which is stricter than JSON Schema and what a person means.
 */
export function validate(schema: JsonSchema, value: unknown, path = ''): Issue[] {
  if (schema.type !== undefined) {
    const nullable = typeof schema.type !== 'string' && schema.type.includes('null');
    if (nullable && value === null) return [];
    const type = typeOf(schema);
    if (!hasType(value, type)) return [{ path, code: 'type' }];
  }
  const issues = [...ofChoice(schema, value, path), ...ofConditions(schema, value, path)];
  if (typeof value === 'string') issues.push(...ofText(schema, value, path));
  else if (typeof value === 'number') issues.push(...ofNumber(schema, value, path));
  else if (Array.isArray(value)) issues.push(...ofArray(schema, value, path));
  else if (isRecord(value)) issues.push(...ofObject(schema, value, path));
  return issues;
}
