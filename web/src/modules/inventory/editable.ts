import type { JsonSchema } from '@/shared/form/schema';

/** What a person may set: not what is measured, and not what the platform works out. */
export function editable(schema: JsonSchema): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([, own]) => own.readOnly !== true && own['x-volatile'] !== true && own['x-computed'] === undefined),
  );
  return { ...schema, properties, required: (schema.required ?? []).filter((key) => key in properties) };
}
