import { isRecord } from '@/shared/form/schema';

import type { Preference } from './api';

export const LEAST = ['info', 'warning', 'critical', 'off'] as const;
export type Least = (typeof LEAST)[number];

/** Category, then channel, to the least level that is told. */
export type Rules = Readonly<Record<string, Readonly<Record<string, Least>>>>;

export interface Quiet {
  readonly on: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly days?: readonly number[];
  readonly through?: 'warning' | 'critical' | 'off';
}

/** What somebody chose; what is absent was left to the administrator. */
export interface Choice {
  readonly rules?: Rules;
  readonly quiet?: Quiet;
  readonly undisturbed_until?: string | null;
}

/** The API hands the choice over as plain JSON; the server has checked it when it was saved. */
export function choiceOf(value: Readonly<Record<string, unknown>>): Choice {
  return isRecord(value) ? value : {};
}

/** The least level for a cell where this person chose nothing. */
export function inherited(preference: Preference, category: string, channel: string): Least {
  const rules = choiceOf(preference.default).rules ?? {};
  const chain = category.split('.').map((_, index, parts) => parts.slice(0, parts.length - index).join('.'));
  const chosen = chain.map((name) => rules[name]?.[channel]).find((least) => least !== undefined);
  return chosen ?? preference.channels.find((each) => each.key === channel)?.floor ?? 'info';
}

/** The rules with one cell set, or left to the administrator (undefined). */
export function withCell(rules: Rules, category: string, channel: string, least: Least | undefined): Rules {
  const row = Object.fromEntries(Object.entries(rules[category] ?? {}).filter(([key]) => key !== channel));
  return { ...rules, [category]: least === undefined ? row : { ...row, [channel]: least } };
}
