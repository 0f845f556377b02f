import type { JsonSchema } from '@/shared/form/schema';
import { useTitled } from '@/shared/i18n/words';

import { useRoles } from '../access/queries';
import { useMay } from '../session';

function asksForRoles(schema: JsonSchema): boolean {
  return schema.items?.['x-choices'] === 'roles';
}

/** A form whose lists of roles are chosen by name. Whoever may not see roles types their keys, as before. */
export function useRoleChoices(schema: JsonSchema): JsonSchema {
  const titled = useTitled();
  const properties = Object.entries(schema.properties ?? {});
  const wanted = useMay('role:read') && properties.some(([, each]) => asksForRoles(each));
  const roles = useRoles(wanted);
  if (!wanted || roles === undefined) return schema;
  const oneOf = roles.map((role) => ({ const: role.key, title: titled(role.title, role.title_en) }));
  const changed = properties.map(([name, each]) => [name, asksForRoles(each) ? { ...each, items: { ...each.items, oneOf } } : each] as const);
  return { ...schema, properties: Object.fromEntries(changed) };
}
