import type { TreeNode } from './types';

export interface Branch {
  readonly unit: TreeNode;
  readonly children: readonly Branch[];
}

/** The tree out of the list that the server gives in its order, parents first. Units that have ended are left out unless asked for. */
export function plant(units: readonly TreeNode[], withEnded: boolean): readonly Branch[] {
  const roots: Branch[] = [];
  const known = new Map<string, Branch[]>();
  for (const unit of units) {
    if (!withEnded && !unit.active) continue;
    const children: Branch[] = [];
    known.set(unit.id, children);
    const above = unit.parent_id === null ? undefined : known.get(unit.parent_id);
    (above ?? roots).push({ unit, children });
  }
  return roots;
}

/** Only what holds the words, with everything above it. */
export function prune(branches: readonly Branch[], words: string): readonly Branch[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return branches;
  return branches.flatMap(({ unit, children }): Branch[] => {
    const hit = [unit.name, unit.short_name, unit.code].some((text) => text.toLowerCase().includes(wanted));
    const below = prune(children, words);
    return hit || below.length > 0 ? [{ unit, children: hit ? children : below }] : [];
  });
}

/** The units above one, the root first. */
export function pathTo(units: readonly TreeNode[], id: string): readonly TreeNode[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const path: TreeNode[] = [];
  for (let unit = byId.get(id); unit !== undefined; unit = unit.parent_id === null ? undefined : byId.get(unit.parent_id)) path.unshift(unit);
  return path;
}

/** A unit and everything below it. */
export function branchOf(units: readonly TreeNode[], id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const unit of units) if (unit.parent_id !== null && found.has(unit.parent_id)) found.add(unit.id);
  return found;
}

/** Units to choose from, each with what stands above it, so that two of one name can be told apart. */
export function choices(units: readonly TreeNode[], except: ReadonlySet<string> = new Set()): readonly { const: string; title: string }[] {
  const names = new Map<string, string>();
  return units.flatMap((unit) => {
    const above = unit.parent_id === null ? undefined : names.get(unit.parent_id);
    // The root is the same for nearly all; it would only push what differs out of sight.
    const title = above === undefined || above === '' ? unit.name : `${above} / ${unit.name}`;
    names.set(unit.id, unit.parent_id === null ? '' : title);
    return unit.active && !except.has(unit.id) ? [{ const: unit.id, title }] : [];
  });
}
