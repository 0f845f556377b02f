import { describe, expect, it } from 'vitest';

import { actionTitle, subjectTitle } from '@/modules/kernel/audit/actions';
import { whenText } from '@/modules/kernel/time/whenText';
import { words } from '@/modules/kernel/time/words';
import { unitText } from '@/shared/format/quantity';
import { defineWords, sayIn } from '@/shared/i18n/words';

const zh = sayIn(words, 'zh-CN');
const en = sayIn(words, 'en-US');

describe('a schedule in words', () => {
  it.each([
    ['*/10 * * * *', '每 10 分钟', 'Every 10 minutes'],
    ['5 * * * *', '每小时第 05 分', 'Each hour at :05'],
    ['30 2 * * *', '每天 02:30', 'Daily at 02:30'],
    ['0 9 * * 1', '每周一 09:00', 'Weekly on Mo at 09:00'],
    ['0 9 * * 0', '每周日 09:00', 'Weekly on Su at 09:00'],
    ['15 8 1 * *', '每月 1 日 08:15', 'On day 1 of each month at 08:15'],
    ['@workday 3 of quarter 09:00', '每季度第 3 个工作日 09:00', 'On the working day no. 3 of each quarter at 09:00'],
    ['@workday -1 of month 17:30', '每月最后一个工作日 17:30', 'On the last working day of each month at 17:30'],
    ['@workday -2 of year 8:05', '每年倒数第 2 个工作日 08:05', 'On the working day no. 2 from the end of each year at 08:05'],
  ])('%s', (line, chinese, english) => {
    expect(whenText(line, zh)).toBe(chinese);
    expect(whenText(line, en)).toBe(english);
  });

  it.each(['0 9-17 * * *', '0,30 9 * * 1-5', '15 8 1 1 *', 'nonsense'])('a line of another kind stays as it is: %s', (line) => {
    expect(whenText(line, zh)).toBe(line);
  });
});

describe('an audited action in words', () => {
  const chinese = (text: string): string => text;
  const english = (_: string, text: string): string => text;
  it('has a phrase of its own, or one of its subject and verb, or stays the code it is', () => {
    expect(actionTitle('session.refused', chinese)).toBe('登录被拒绝');
    expect(actionTitle('role.changed', chinese)).toBe('修改角色');
    expect(actionTitle('role.changed', english)).toBe('change role');
    expect(actionTitle('rocket.launched', chinese)).toBe('rocket.launched');
  });

  it('its target has a name too', () => {
    expect(subjectTitle('user', chinese)).toBe('用户');
    expect(subjectTitle('seat', english)).toBe('seat');
    expect(subjectTitle('rocket', chinese)).toBe('rocket');
  });
});

describe('figures in phrases', () => {
  const own = defineWords({ total: ['共 {n} 条', '{n} in all'], year: ['{year} 年', '{year}'] });
  it('what is counted gets its thousands set apart, a year is given as text', () => {
    expect(sayIn(own, 'zh-CN')('total', { n: 1234567 })).toBe('共 1,234,567 条');
    expect(sayIn(own, 'en-US')('year', { year: '2026' })).toBe('2026');
  });

  it('a unit behind a field is a word of the language', () => {
    expect(['d', '次', 'MiB'].map((unit) => unitText(unit, 'zh-CN'))).toEqual(['天', '次', 'MiB']);
    expect(['d', '次', 'MiB'].map((unit) => unitText(unit, 'en-US'))).toEqual(['days', 'times', 'MiB']);
  });
});
