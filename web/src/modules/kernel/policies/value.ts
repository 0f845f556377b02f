import { typeOf, type JsonSchema } from '@/shared/form/schema';

/** What is sent: a list or a text that was emptied is sent empty, because a field left out would get its default back. */
export function wholeValue(schema: JsonSchema, entered: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value: Record<string, unknown> = { ...entered };
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (value[key] !== undefined) continue;
    if (typeOf(property) === 'array') value[key] = [];
    if (typeOf(property) === 'string') value[key] = '';
  }
  return value;
}
