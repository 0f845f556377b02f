import type { Locale } from '@/shared/i18n/words';

/** A number ready to be read: text, and the unit that belongs behind it. */
export interface Quantity {
  readonly text: string;
  readonly unit: string;
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const BITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'];
const BYTE_UNITS = new Set(['b', 'byte', 'bytes', 'by']);
const BYTE_RATES = new Set(['b/s', 'byte/s', 'bytes/s', 'by/s', 'bytes_per_second']);
const PERCENT = new Set(['%', 'percent', 'pct']);
const RATIO = new Set(['ratio', '1', 'percentunit']);

/** Units of attributes that are not written as they are coded. */
const ATTRIBUTE_UNITS: Readonly<Record<string, readonly [string, string]>> = {
  core: ['核', 'cores'],
  port: ['口', 'ports'],
  person: ['人', 'people'],
  m2: ['m²', 'm²'],
  'm3/h': ['m³/h', 'm³/h'],
  'kg/m2': ['kg/m²', 'kg/m²'],
  mOhm: ['mΩ', 'mΩ'],
  Cel: ['℃', '°C'],
  deg: ['°', '°'],
  bit: ['位', 'bit'],
  min: ['分钟', 'min'],
  day: ['天', 'days'],
  month: ['个月', 'months'],
  year: ['年', 'years'],
  CNY: ['元', 'CNY'],
};

/** Units that are words; `state` is a code and carries none. */
const UNIT_WORDS: Readonly<Record<string, readonly [string, string]>> = { ...ATTRIBUTE_UNITS, state: ['', ''], count: ['', ''] };

/** Units behind a field, which is no place for codes. */
const FIELD_UNITS: Readonly<Record<string, readonly [string, string]>> = {
  ...ATTRIBUTE_UNITS,
  count: ['个', ''],
  s: ['秒', 's'],
  min: ['分钟', 'min'],
  h: ['小时', 'h'],
  d: ['天', 'days'],
  次: ['次', 'times'],
  天: ['天', 'days'],
  小时: ['小时', 'h'],
  分钟: ['分钟', 'min'],
  毫秒: ['毫秒', 'ms'],
  位: ['位', 'characters'],
  种: ['种', 'kinds'],
};

/** The steps of a unit that is entered and read scaled; undefined for one that stays as it is. */
export function scaleOf(unit: string | undefined): { readonly base: number; readonly units: readonly string[] } | undefined {
  if (unit === 'byte') return { base: 1024, units: BINARY };
  return unit === 'bit/s' ? { base: 1000, units: BITS } : undefined;
}

/** A unit as people read it behind a field. */
export function unitText(unit: string, locale: Locale): string {
  return FIELD_UNITS[unit]?.[locale === 'zh-CN' ? 0 : 1] ?? unit;
}

/** At most three significant decimals, thousands set apart: 1,234 / 12.3 / 0.012. */
export function plainNumber(value: number, locale: Locale): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

function scaled(value: number, base: number, units: readonly string[], suffix: string, locale: Locale): Quantity {
  let rest = value;
  let step = 0;
  while (Math.abs(rest) >= base && step < units.length - 1) {
    rest /= base;
    step += 1;
  }
  return { text: plainNumber(rest, locale), unit: `${units[step] ?? ''}${suffix}` };
}

/** Reads a raw figure in its declared unit (`x-unit`, a panel's unit): bytes are scaled, ratios become per cent. */
export function quantity(value: number, unit: string | null | undefined, locale: Locale): Quantity {
  const key = (unit ?? '').toLowerCase();
  if (BYTE_UNITS.has(key)) return scaled(value, 1024, BINARY, '', locale);
  if (BYTE_RATES.has(key)) return scaled(value, 1024, BINARY, '/s', locale);
  if (key === 'bit/s') return scaled(value, 1000, BITS, '', locale);
  if (PERCENT.has(key)) return { text: plainNumber(value, locale), unit: '%' };
  if (RATIO.has(key)) return { text: plainNumber(value * 100, locale), unit: '%' };
  if (key === 's' || key === 'seconds') {
    if (value !== 0 && Math.abs(value) < 1) return { text: plainNumber(value * 1000, locale), unit: 'ms' };
    return { text: plainNumber(value, locale), unit: 's' };
  }
  return { text: plainNumber(value, locale), unit: (UNIT_WORDS[unit ?? ''] ?? UNIT_WORDS[key])?.[locale === 'zh-CN' ? 0 : 1] ?? unit ?? '' };
}

export function quantityText(value: number, unit: string | null | undefined, locale: Locale): string {
  const { text, unit: shown } = quantity(value, unit, locale);
  return shown === '' ? text : shown === '%' ? `${text}%` : `${text} ${shown}`;
}

const CHINESE = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** The figure of a level or grade, which Chinese texts write out: 一级, Level 1. */
export function ordinal(value: number, locale: Locale): string {
  return (locale === 'zh-CN' ? CHINESE[value] : undefined) ?? String(value);
}
