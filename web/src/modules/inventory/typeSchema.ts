import { asSchema, type JsonSchema } from '@/shared/form/schema';

import type { ItemTypeDetail } from './types';
import { words } from './words';

/** The groups that item types share; a pack may add its own, which then stand under the name the pack gave them. */
const GROUPS = ['basic', 'management', 'attribute', 'maintenance', 'custom'] as const;

/** The schema of a type with the titles of its groups. */
export function typeSchema(type: ItemTypeDetail | undefined): JsonSchema {
  const titles = Object.fromEntries(GROUPS.map((group) => [group, { 'zh-CN': words[group][0], 'en-US': words[group][1] }]));
  return { ...asSchema(type?.schema), 'x-groups': titles };
}
