import type { FilterField } from './types';

type Kind = FilterField['kind'];

/** The parameters that hold one filter, in the order of its values. */
export function parametersOf(key: string, kind: Kind): readonly string[] {
  if (kind === 'text') return [`${key}__contains`];
  return kind === 'range' ? [`${key}__gte`, `${key}__lt`] : [key, `${key}__in`];
}

/** What a filter is set to; a range has both its ends, an open one empty. */
export function readField(params: URLSearchParams, key: string, kind: Kind): string[] {
  const given = parametersOf(key, kind).map((name) => params.get(name) ?? '');
  if (given.every((value) => value === '')) return [];
  if (kind !== undefined) return given;
  const [one = '', many = ''] = given;
  return many === '' ? [one] : many.split(',').filter((value) => value !== '');
}

/** The parameters a filter is sent by. */
export function sentOf(key: string, kind: Kind, values: readonly string[]): Record<string, string> {
  const named = parametersOf(key, kind);
  if (kind !== undefined) return Object.fromEntries(named.map((name, at) => [name, values[at] ?? ''] as const).filter(([, value]) => value !== ''));
  if (values.length === 0) return {};
  const [one = key, many = key] = named;
  return values.length === 1 ? { [one]: values[0] ?? '' } : { [many]: values.join(',') };
}

export function writeField(params: URLSearchParams, key: string, kind: Kind, values: readonly string[]): void {
  for (const name of parametersOf(key, kind)) params.delete(name);
  for (const [name, value] of Object.entries(sentOf(key, kind, values))) params.set(name, value);
}
