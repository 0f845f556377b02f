import { describe, expect, it } from 'vitest';

import { ordinal, quantityText } from '@/shared/format/quantity';
import { absolute, clock, compact, duration, relative } from '@/shared/time/format';

const NOW = Date.parse('2026-11-21T02:03:22Z');
const ago = (seconds: number): number => NOW - seconds * 1000;

describe('time', () => {
  it('shows the wall clock of the estate, whatever the zone of the browser', () => {
    expect(absolute(NOW)).toBe('2026-11-21 10:03:22');
    expect(absolute(Date.parse('2026-11-20T16:00:00Z'))).toBe('2026-11-21 00:00:00');
  });

  it('leaves out of a time what the reader knows', () => {
    expect(compact(ago(60), NOW)).toBe('10:02:22');
    expect(compact(ago(86_400), NOW)).toBe('11-20 10:03');
    expect(compact(ago(400 * 86_400), NOW)).toBe('2025-10-17 10:03');
  });

  it.each([
    [2, '刚刚', 'just now'],
    [59, '59 秒前', '59 seconds ago'],
    [60, '1 分钟前', '1 minute ago'],
    [3600, '1 小时前', '1 hour ago'],
    [2 * 86_400, '2 天前', '2 days ago'],
    [-7200, '2 小时后', 'in 2 hours'],
  ])('says how long ago %i s were', (seconds, zh, en) => {
    expect(relative(ago(seconds), NOW, 'zh-CN')).toBe(zh);
    expect(relative(ago(seconds), NOW, 'en-US')).toBe(en);
  });

  it('tells a length of time in two units at most', () => {
    expect(duration(0, 'zh-CN')).toBe('0 秒');
    expect(duration(312, 'zh-CN')).toBe('5 分 12 秒');
    expect(duration(3600, 'zh-CN')).toBe('1 小时');
    expect(duration(2 * 86_400 + 3 * 3600 + 59, 'en-US')).toBe('2 d 3 h');
  });

  it('runs a clock', () => {
    expect(clock(9.9, 'zh-CN')).toBe('00:09');
    expect(clock(3905, 'zh-CN')).toBe('1:05:05');
    expect(clock(3 * 86_400 + 61, 'zh-CN')).toBe('3 天 00:01:01');
  });
});

describe('quantities', () => {
  it.each([
    [1536, 'byte', '1.5 KiB'],
    [25_232_932_864, 'bytes', '23.5 GiB'],
    [2048, 'bytes_per_second', '2 KiB/s'],
    [69.72, 'percent', '69.7%'],
    [0.25, 'ratio', '25%'],
    [0.0042, 's', '4.2 ms'],
    [2, 'core', '2 核'],
    [12_345, '', '12,345'],
    [3, 'rpm', '3 rpm'],
    [-1536, 'byte', '-1.5 KiB'],
  ])('reads %f %s', (value, unit, text) => {
    expect(quantityText(value, unit, 'zh-CN')).toBe(text);
  });
});

describe('levels', () => {
  it('are written out in Chinese', () => {
    expect(ordinal(1, 'zh-CN')).toBe('一');
    expect(ordinal(12, 'zh-CN')).toBe('12');
    expect(ordinal(1, 'en-US')).toBe('1');
  });
});
