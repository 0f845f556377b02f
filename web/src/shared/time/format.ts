import type { Locale } from '@/shared/i18n/words';

/** Every reader of one estate sees one clock, wherever the browser stands. */
export const ZONE = 'Asia/Shanghai';

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

export interface Wall {
  readonly date: string;
  readonly time: string;
  readonly minute: string;
  readonly monthDay: string;
  readonly year: string;
}

/** The wall clock of the estate at a moment (ms since the epoch). */
export function wall(ms: number): Wall {
  const got: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of parts.formatToParts(ms)) got[part.type] = part.value;
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = got;
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}`,
    minute: `${hour}:${minute}`,
    monthDay: `${month}-${day}`,
    year,
  };
}

/** The day it is for the estate. */
export function today(): string {
  return wall(Date.now()).date;
}

/** `2026-11-21 10:03:22` */
export function absolute(ms: number): string {
  const at = wall(ms);
  return `${at.date} ${at.time}`;
}

/** As short as it can be without being wrong: `10:03:22` today, `11-20 10:03` this year, the full date before that. */
export function compact(ms: number, now: number): string {
  const at = wall(ms);
  const here = wall(now);
  if (at.date === here.date) return at.time;
  if (at.year === here.year) return `${at.monthDay} ${at.minute}`;
  return `${at.date} ${at.minute}`;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `3 分钟前`, `in 2 hours`: the largest unit that fits, no more precision than a glance needs. */
export function relative(ms: number, now: number, locale: Locale): string {
  const seconds = Math.round((ms - now) / 1000);
  const size = Math.abs(seconds);
  const zh = locale === 'zh-CN';
  if (size < 5) return zh ? '刚刚' : 'just now';
  let count = size;
  let unit: readonly [string, string] = ['秒', 'second'];
  if (size >= DAY) [count, unit] = [Math.floor(size / DAY), ['天', 'day']];
  else if (size >= HOUR) [count, unit] = [Math.floor(size / HOUR), ['小时', 'hour']];
  else if (size >= MINUTE) [count, unit] = [Math.floor(size / MINUTE), ['分钟', 'minute']];
  if (zh) return `${count} ${unit[0]}${seconds < 0 ? '前' : '后'}`;
  const english = plural(count, unit[1]);
  return seconds < 0 ? `${english} ago` : `in ${english}`;
}

/** A length of time in two units at most: `2 天 3 小时`, `5 分 12 秒`. */
export function duration(totalSeconds: number, locale: Locale): string {
  const total = Math.max(0, Math.round(totalSeconds));
  const zh = locale === 'zh-CN';
  const days = Math.floor(total / DAY);
  const hours = Math.floor((total % DAY) / HOUR);
  const minutes = Math.floor((total % HOUR) / MINUTE);
  const seconds = total % MINUTE;
  const two = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  if (days > 0) return two(days, zh ? '天' : 'd', hours, zh ? '小时' : 'h');
  if (hours > 0) return two(hours, zh ? '小时' : 'h', minutes, zh ? '分' : 'min');
  if (minutes > 0) return two(minutes, zh ? '分' : 'min', seconds, zh ? '秒' : 's');
  return `${seconds} ${zh ? '秒' : 's'}`;
}

/** A running clock: `05:12`, `1:05:12`, `3 天 04:05:12`. The sign is the caller's business. */
export function clock(totalSeconds: number, locale: Locale): string {
  const total = Math.max(0, Math.floor(totalSeconds));
  const days = Math.floor(total / DAY);
  const hours = Math.floor((total % DAY) / HOUR);
  const pad = (n: number): string => String(n).padStart(2, '0');
  const minutesSeconds = `${pad(Math.floor((total % HOUR) / MINUTE))}:${pad(total % MINUTE)}`;
  if (days > 0) return `${days} ${locale === 'zh-CN' ? '天' : 'd'} ${pad(hours)}:${minutesSeconds}`;
  return hours > 0 ? `${hours}:${minutesSeconds}` : minutesSeconds;
}
