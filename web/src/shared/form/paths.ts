import type { FieldError } from '@/shared/api/problem';

/** `/data/cause`, `data.cause` and `data[0].cause` name fields in the same way; we write them with dots. */
export function dotted(path: string): string {
  return path
    .replace(/\[(\w+)\]/g, '.$1')
    .split(/[./]/)
    .filter((part) => part !== '' && part !== '$' && part !== 'body')
    .join('.');
}

/**
 * Sorts what the server refused by field of this form. `root` is where the form's value stands in what was sent (`data`,
 * `attributes`). What belongs to no field of the form comes back under ''.
 */
export function errorsByField(errors: readonly FieldError[], root: string, known: (path: string) => boolean): Map<string, string[]> {
  const sorted = new Map<string, string[]>();
  for (const error of errors) {
    let path = dotted(error.path);
    if (root !== '' && (path === root || path.startsWith(`${root}.`))) path = path.slice(root.length + 1);
    const key = known(path) ? path : '';
    const message = key === '' && path !== '' ? `${path}: ${error.message}` : error.message;
    sorted.set(key, [...(sorted.get(key) ?? []), message]);
  }
  return sorted;
}

export function getIn(value: unknown, path: string): unknown {
  let at: unknown = value;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

export function setIn(value: Readonly<Record<string, unknown>>, path: string, next: unknown): Record<string, unknown> {
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...value, [head]: next };
  const inner = value[head];
  const object = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...value, [head]: setIn(object, rest.join('.'), next) };
}
