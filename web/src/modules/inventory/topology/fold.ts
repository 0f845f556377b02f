/** Many things of one type that hang alike are shown as one: the picture says "host × 38" until somebody unfolds it. */

import type { Hang } from './layered';

export interface Foldable {
  readonly id: string;
  readonly type: string;
  /** What must stay apart: things in another state are never hidden in a fold. */
  readonly mood: string;
}

export interface Folded<N extends Foldable> {
  /** Things that stand for themselves. */
  readonly single: readonly N[];
  readonly folds: readonly { readonly id: string; readonly members: readonly N[] }[];
  /** By id of a folded thing: the id of its fold. */
  readonly into: ReadonlyMap<string, string>;
}

/** Fewer are shown one by one. */
export const FOLD_FROM = 6;

/** Things of one type and mood with the same neighbours, at least `FOLD_FROM` of them, unless their fold is `open`. */
export function fold<N extends Foldable>(nodes: readonly N[], hangs: readonly Hang[], open: ReadonlySet<string>, never: string): Folded<N> {
  const touching = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const { cause, sufferer } of hangs) {
    touching.get(cause)?.push(`>${sufferer}`);
    touching.get(sufferer)?.push(`<${cause}`);
  }
  const alike = new Map<string, N[]>();
  for (const node of nodes) {
    const key = `${node.type} ${node.mood} ${(touching.get(node.id) ?? []).sort().join(' ')}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [node]);
    else known.push(node);
  }
  const single: N[] = [];
  const folds: { id: string; members: readonly N[] }[] = [];
  const into = new Map<string, string>();
  for (const members of alike.values()) {
    const id = `fold:${members[0]?.id ?? ''}`;
    if (members.length < FOLD_FROM || open.has(id) || members.some((node) => node.id === never)) {
      single.push(...members);
    } else {
      folds.push({ id, members });
      for (const member of members) into.set(member.id, id);
    }
  }
  return { single, folds, into };
}
