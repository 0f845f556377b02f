import { describe, expect, it, vi } from 'vitest';

import { groupOutputs } from '@/modules/jobs/outputs';
import type { RunTarget } from '@/modules/jobs/types';
import { isZero, pointsText, yuanText } from '@/modules/insight/points';
import { safeNext } from '@/modules/kernel/LoginPage';
import { dueTone, liveClock, pressingClock } from '@/modules/process/clock';
import type { Clock } from '@/modules/process/types';
import { legendName, queryRange, toChartSeries } from '@/modules/telemetry/prometheus';
import { stepFor } from '@/shared/charts/range';
import { niceScale } from '@/shared/charts/scale';
import { limitSeries, withGaps, type ChartSeries } from '@/shared/charts/series';
import { problemFrom } from '@/shared/api/problem';

function clock(change: Partial<Clock>): Clock {
  return {
    key: 'response',
    title_en: 'Response',
    title: '响应',
    target_s: 720,
    elapsed_s: 120,
    counting: true,
    problem: '',
    remaining_s: 600,
    due_at: '2026-11-21T02:13:22Z',
    state: 'running',
    met_at: null,
    intervals: [],
    ...change,
  };
}

describe('service-level clocks', () => {
  const asked = 1_000_000;

  it('run on between two answers of the server', () => {
    expect(liveClock(clock({}), asked, asked + 60_000)).toMatchObject({ remaining: 540, phase: 'running', tone: 'running' });
    expect(liveClock(clock({}), asked, asked + 500_000).tone).toBe('warning');
    expect(liveClock(clock({}), asked, asked + 700_000)).toMatchObject({ remaining: -100, phase: 'overdue', tone: 'critical' });
  });

  it('stand still while paused or met', () => {
    expect(liveClock(clock({ state: 'paused', due_at: null }), asked, asked + 900_000)).toMatchObject({ remaining: 600, phase: 'paused', tone: 'idle' });
    expect(liveClock(clock({ state: 'met', met_at: '2026-11-21T02:05:22Z' }), asked, asked + 900_000)).toMatchObject({ elapsed: 120, phase: 'met', tone: 'ok' });
  });

  it('tell late from never', () => {
    expect(liveClock(clock({ counting: false }), asked, asked + 60_000)).toMatchObject({ remaining: 600, phase: 'running' });
    const late = clock({ state: 'breached', elapsed_s: 800, remaining_s: -80 });
    expect(liveClock(late, asked, asked + 10_000)).toMatchObject({ remaining: -90, phase: 'overdue' });
    expect(liveClock({ ...late, met_at: '2026-11-21T02:15:22Z' }, asked, asked + 10_000)).toMatchObject({ remaining: -80, phase: 'metLate', tone: 'critical' });
  });

  it('show the one that presses', () => {
    const solve = clock({ key: 'solve', remaining_s: 3600 });
    expect(pressingClock([solve, clock({})])?.key).toBe('response');
    expect(pressingClock([solve, clock({ state: 'met', met_at: '2026-11-21T02:05:22Z' })])?.key).toBe('solve');
    expect(pressingClock([])).toBeUndefined();
  });

  it('press by the share of the time that is gone', () => {
    expect(dueTone(1000_000, 500_000, 0)).toBe('running');
    expect(dueTone(1000_000, 800_000, 0)).toBe('warning');
    expect(dueTone(1000_000, 1000_001, 0)).toBe('critical');
    expect(dueTone(1000_000, 800_000)).toBe('warning');
  });
});

describe('run output', () => {
  const target = (id: string, change: Partial<RunTarget>): RunTarget => ({
    id,
    item: { id: `item-${id}`, name: id, type: 'host' },
    state: 'succeeded',
    attempt: 1,
    exit_code: 0,
    error: '',
    output: 'ok\n',
    truncated: false,
    started_at: null,
    finished_at: null,
    ...change,
  });

  it('puts the same ends together and what failed first', () => {
    const groups = groupOutputs([target('a', {}), target('b', {}), target('c', { state: 'failed', exit_code: 1, output: 'no' })]);
    expect(groups.map((group) => [group.state, group.targets.map((each) => each.id)])).toEqual([
      ['failed', ['c']],
      ['succeeded', ['a', 'b']],
    ]);
  });

  it('shows the last attempt on each item', () => {
    const item = { id: 'one', name: 'one', type: 'host' };
    const groups = groupOutputs([target('a1', { item, state: 'failed' }), target('a2', { item, attempt: 2 })]);
    expect(groups.map((group) => group.state)).toEqual(['succeeded']);
  });
});

describe('points and money', () => {
  it('are read exactly', () => {
    expect(pointsText('2.50')).toBe('2.5');
    expect(pointsText('-0.20')).toBe('0.2');
    expect(pointsText('10')).toBe('10');
    expect([isZero('0'), isZero('0.00'), isZero('-0'), isZero('0.01')]).toEqual([true, true, true, false]);
    expect(yuanText('1234567.8')).toBe('¥1,234,567.80');
  });
});

describe('charts', () => {
  const line = (name: string, level: number): ChartSeries => ({ name, points: [[0, level], [1, level]] });

  it('sum the smallest beyond eight series into one', () => {
    const limited = limitSeries(Array.from({ length: 11 }, (_, at) => line(`s${at}`, at)), '其他');
    expect(limited).toHaveLength(8);
    expect(limited.at(-1)).toEqual({ name: '其他', points: [[0, 6], [1, 6]] });
    expect(limited[0]?.name).toBe('s10');
  });

  it('keep a gap a gap', () => {
    expect(withGaps([[0, 1], [15_000, 2], [90_000, 3]], 15_000)).toEqual([[0, 1], [15_000, 2], [30_000, null], [90_000, 3]]);
  });

  it('end the axis on figures that are read at a glance', () => {
    expect(niceScale(4.97, '')).toEqual({ max: 6, interval: 2 });
    expect(niceScale(100, '')).toEqual({ max: 100, interval: 25 });
    expect(niceScale(5.3 * 1024 ** 2, 'bytes_per_second')).toEqual({ max: 6 * 1024 ** 2, interval: 2 * 1024 ** 2 });
    expect(niceScale(0, '')).toEqual({ max: 1, interval: 0.25 });
  });

  it('ask for a step that fits the range', () => {
    expect([stepFor(900), stepFor(3600), stepFor(86_400), stepFor(2_592_000)]).toEqual([15, 15, 300, 21_600]);
  });

  it('name series by their legend, or by what tells them apart', () => {
    expect(legendName('{{device}} 读', { device: 'vda', ci: 'x' }, 2)).toBe('vda 读');
    expect(legendName('使用率', { ci: 'x' }, 1)).toBe('使用率');
    expect(legendName('使用率', { ci: 'x', cpu: '0' }, 2)).toBe('使用率 0');
    const [series] = toChartSeries('{{a}}', [{ labels: { a: 'b' }, values: [[1, '2.5'], [2, 'NaN']] }]);
    expect(series).toEqual({ name: 'b', points: [[1000, 2.5], [2000, null]] });
  });
});

describe('what charts ask by themselves', () => {
  it('tells for how long nobody touched the page, and so keeps no session alive', async () => {
    const answer = new Response(JSON.stringify({ status: 'success', data: { result: [] } }), { headers: { 'content-type': 'application/json' } });
    const fetched = vi.fn<typeof fetch>(() => Promise.resolve(answer));
    vi.stubGlobal('fetch', fetched);
    await queryRange('up', 0, 60, 15);
    vi.unstubAllGlobals();
    const sent: unknown = expect.stringMatching(/^\d+$/);
    expect(fetched.mock.calls[0]?.[1]?.headers).toMatchObject({ 'X-Requested-With': 'tongyun', 'X-Idle-Seconds': sent });
  });
});

describe('problems and places', () => {
  it('reads a problem document, and survives a page of a proxy', () => {
    const problem = problemFrom(422, { title: '无效', detail: '请检查', code: 'bad', errors: [{ path: '/a', message: 'x' }, 'nonsense'], request_id: 'r1' });
    expect(problem).toMatchObject({ kind: 'invalid', message: '无效', fields: [{ path: '/a', message: 'x' }], requestId: 'r1' });
    expect(problemFrom(502, '<html>')).toMatchObject({ kind: 'unavailable', message: 'HTTP 502' });
  });

  it.each([
    ['/tickets/1?tab=x', '/tickets/1?tab=x'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    [null, '/'],
  ])('goes after signing in only to places of this application: %s', (next, place) => {
    expect(safeNext(next)).toBe(place);
  });
});
