import type { Say } from '@/shared/i18n/words';

import type { words } from './words';

type SayTime = Say<keyof typeof words>;

const WORKDAY = /^@workday\s+(-?\d+)\s+of\s+(week|month|quarter|year)\s+(\d{1,2}):(\d{2})$/;

const two = (text: string): string => text.padStart(2, '0');
const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);

function workday(found: RegExpExecArray, say: SayTime): string {
  const [, which = '', period = '', hour = '', minute = ''] = found;
  const n = Number(which);
  const place = say(n === -1 ? 'lastWorkday' : n < 0 ? 'workdayFromEnd' : 'workdayOf', { n: Math.abs(n) });
  return say('everyPeriod', { period: say(`p_${period as 'week' | 'month' | 'quarter' | 'year'}`), place, time: `${two(hour)}:${minute}` });
}

/** A rule in words: the usual forms of a cron line, and working days; another line stays as it is written. */
export function whenText(when: string, say: SayTime): string {
  const found = WORKDAY.exec(when.trim());
  if (found !== null) return workday(found, say);
  const [minute, hour, day, month, weekday] = when.trim().split(/\s+/);
  const anyDay = day === '*' && month === '*';
  const step = /^\*\/(\d+)$/.exec(minute ?? '')?.[1];
  if (step !== undefined && hour === '*' && anyDay && weekday === '*') return say('everyMinutes', { n: Number(step) });
  if (!isNumber(minute)) return when;
  if (hour === '*' && anyDay && weekday === '*') return say('everyHour', { minute: two(minute) });
  if (!isNumber(hour)) return when;
  const time = `${two(hour)}:${two(minute)}`;
  if (anyDay && weekday === '*') return say('everyDay', { time });
  if (anyDay && isNumber(weekday)) return say('everyWeek', { day: say('weekdays').split(' ')[(Number(weekday) + 6) % 7] ?? weekday, time });
  if (isNumber(day) && month === '*' && weekday === '*') return say('everyMonth', { day, time });
  return when;
}
