import type { ItemType } from './types';

/** The large groups of the catalogue, in their order. */
export const FAMILIES = ['business', 'software', 'compute', 'hardware', 'storage', 'network', 'facility', 'other'] as const;
export type Family = (typeof FAMILIES)[number];

const isFamily = (name: string): name is Family => (FAMILIES as readonly string[]).includes(name);

/** Types by family, in the order of the catalogue; a family without types is left out. */
export function familiesOf(types: readonly ItemType[]): readonly { family: Family; members: readonly ItemType[] }[] {
  return FAMILIES.map((family) => ({ family, members: types.filter((type) => (isFamily(type.family) ? type.family : 'other') === family) })).filter((each) => each.members.length > 0);
}

export function matches(type: ItemType, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return wanted === '' || [type.title, type.title_en, type.key].some((name) => name.toLowerCase().includes(wanted));
}
