import type { Address, Prefix } from './api';

/** A range with what is right inside it. */
export interface Branch {
  readonly prefix: Prefix;
  readonly inside: readonly Branch[];
}

/** The ranges as they nest. One whose surroundings the caller does not see stands at the top. */
export function branches(prefixes: readonly Prefix[]): Branch[] {
  const known = new Set(prefixes.map((each) => each.id));
  const below = new Map<string, Prefix[]>();
  for (const each of prefixes) {
    const above = each.parent !== null && known.has(each.parent) ? each.parent : '';
    below.set(above, [...(below.get(above) ?? []), each]);
  }
  const inside = (above: string): Branch[] => (below.get(above) ?? []).map((prefix) => ({ prefix, inside: inside(prefix.id) }));
  return inside('');
}

const THOUSAND = 1000n;
const EXACT = 1n << 40n;

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** How many addresses, for people: thousands set apart; beyond a million millions about which power of two. */
export function amount(text: string): string {
  const number = BigInt(text);
  if (number > EXACT) return `2${String(number.toString(2).length - (isPower(number) ? 1 : 0)).replace(/\d/g, (digit) => RAISED.charAt(Number(digit)))}`;
  const parts: string[] = [];
  let rest = number;
  while (rest >= THOUSAND) {
    parts.unshift((rest % THOUSAND).toString().padStart(3, '0'));
    rest /= THOUSAND;
  }
  return [rest.toString(), ...parts].join(',');
}

function isPower(number: bigint): boolean {
  return (number & (number - 1n)) === 0n;
}

/** A percentage that says neither "nothing" of a little nor "all" of nearly all. */
export function percentage(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.1) return '<0.1%';
  return `${Math.min(percent, 99.9).toFixed(percent < 10 || percent > 99 ? 1 : 0)}%`;
}

export type CellState = 'free' | 'special' | 'inside' | Address['state'];

export interface Cell {
  readonly address: string;
  readonly state: CellState;
  readonly use: Address | undefined;
  readonly within: Prefix | undefined;
}

/** The number of an IPv4 address, or the last 64 bits of an IPv6 one: enough within one small range. */
export function numberOf(address: string): number {
  if (!address.includes(':')) return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? front : [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back];
  return groups.slice(-3).reduce((number, group) => number * 65536 + parseInt(group, 16), 0);
}

/** The address so many behind the first of a small range. */
export function addressAt(first: string, step: number): string {
  const number = numberOf(first) + step;
  if (!first.includes(':')) return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
  const last = (number % 65536).toString(16);
  const stem = first.endsWith('::') ? first : first.slice(0, first.lastIndexOf(':') + 1);
  return last === '0' && first.endsWith('::') ? first : `${stem}${last}`;
}

/** Every address of a small range, in order. */
export function cells(range: Prefix, uses: readonly Address[], inside: readonly Prefix[], special: Readonly<Record<string, string>>): Cell[] {
  const begin = numberOf(range.first);
  const byNumber = new Map(uses.map((use) => [numberOf(use.address), use]));
  const fixed = new Set(Object.keys(special).map(numberOf));
  const spans = inside.map((each) => ({ each, first: numberOf(each.first), last: numberOf(each.last) }));
  return Array.from({ length: numberOf(range.last) - begin + 1 }, (_, step) => {
    const number = begin + step;
    const use = byNumber.get(number);
    const within = spans.find((span) => span.first <= number && number <= span.last)?.each;
    const state: CellState = use?.state ?? (within !== undefined ? 'inside' : fixed.has(number) ? 'special' : 'free');
    return { address: use?.address ?? addressAt(range.first, step), state, use, within };
  });
}
