import { asSchema, localOf, type JsonSchema } from '@/shared/form/schema';

import type { ItemTypeDetail } from './types';
import { words } from './words';

/** The groups that item types share; a pack may add its own, which then stand under the name the pack gave them. */
export const GROUPS = ['basic', 'management', 'attribute', 'maintenance', 'custom'] as const;

/** The schema of a type with the titles of its groups. */
export function typeSchema(type: ItemTypeDetail | undefined): JsonSchema {
  const titles = Object.fromEntries(GROUPS.map((group) => [group, localOf(words[group])]));
  return { ...asSchema(type?.schema), 'x-groups': titles };
}
