import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { RackPage, RoomPage } from '@/modules/inventory';
import type { Elevation, Mount, RackCell, RoomPlan, Standing } from '@/modules/inventory/racks/api';
import { wishIn } from '@/modules/inventory/racks/Finder';
import { boxesOf, lanesOf, spotsOf, topOf, UNIT } from '@/modules/inventory/racks/layout';

import { item } from './inventory';
import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const RACK = '019a0000-0000-7000-8000-000000000001';
const LOAD = { rated_w: 6000, used_w: 1600, reserved_w: 0, silent: 0, most_kg: null, used_kg: 60, weightless: 0 };

function standing(id: string, change: Partial<Standing> = {}): Standing {
  return { id, name: id, type: 'server', type_title: '服务器', type_title_en: 'Server', lifecycle: 'active', health: 'ok', health_reason: '', struck: '', ...change };
}

function mount(key: string, start: number, end: number, change: Partial<Mount> = {}): Mount {
  const plain = { kind: 'item' as const, faces: ['front' as const, 'rear' as const], mounted_at: 'front' as const, assumed: [], expired: false, reserved_for: '', reserved_until: '' };
  return { ...plain, key, item: standing(key), start, end, rated_power_w: 800, weight_kg: 30, power_supplies: 2, version: 3, ...change };
}

function elevation(mounts: readonly Mount[], change: Partial<Elevation> = {}): Elevation {
  return {
    rack: { ...standing(RACK, { name: 'A3-01-05', type: 'rack' }), room: { id: 'hall', name: 'A3 机房' }, row: '01', position: '05', purpose: 'server', units: 42, units_known: true, top_down: false },
    mounts: [...mounts],
    units: [],
    loose: [],
    clashes: [],
    free: [{ start: 12, end: 42 }],
    used_units: 2,
    load: LOAD,
    supply: { feeds: [], shared: [], single: false },
    veils: false,
    ...change,
  };
}

function cell(name: string, row: string, position: string, change: Partial<RackCell> = {}): RackCell {
  const rack = { ...standing(name), room: null, row, position, purpose: '', units: 42, units_known: true, top_down: false };
  return { ...rack, used_units: 20, reserved_units: 0, longest_free: 22, things: 8, loose: 0, load: LOAD, feeds: ['A', 'B'], single: false, clashes: 0, worst: 'ok', ill: 0, veils: false, ...change };
}

function served(answers: Answers): Request[] {
  return serveTo(['inventory:read', 'inventory:write'], answers);
}

const rackPage = <SignedIn><Routes><Route path="/rooms/racks/:id" element={<RackPage />} /></Routes></SignedIn>;
const roomPage = <SignedIn><Routes><Route path="/rooms/:id" element={<RoomPage />} /></Routes></SignedIn>;

afterEach(() => vi.unstubAllGlobals());

describe('where things are drawn', () => {
  it('counts from the bottom, unless the rack is numbered from the top', () => {
    expect(topOf(42, { units: 42, top_down: false })).toBe(UNIT.head);
    expect(topOf(1, { units: 42, top_down: true })).toBe(UNIT.head);
    const [box] = boxesOf(elevation([mount('web', 10, 11)]), 'front');
    expect([box?.y, box?.height]).toEqual([topOf(11, { units: 42, top_down: false }), 2 * UNIT.height]);
  });

  it('shows a deep device from behind, a shallow one not, and cuts off what is beyond the rack', () => {
    const shown = elevation([mount('deep', 1, 2), mount('flat', 5, 5, { faces: ['front'] }), mount('high', 42, 45), mount('away', 50, 51)]);
    expect(boxesOf(shown, 'rear').map((box) => [box.mount.key, box.behind, box.height / UNIT.height])).toEqual([['high', true, 1], ['deep', true, 2]]);
  });

  it('puts what overlaps side by side, and nothing else', () => {
    expect(lanesOf([{ start: 1, end: 3 }, { start: 3, end: 4 }, { start: 4, end: 4 }, { start: 6, end: 6 }])).toEqual([
      { lane: 0, of: 2 },
      { lane: 1, of: 2 },
      { lane: 0, of: 2 },
      { lane: 0, of: 1 },
    ]);
  });

  it('leaves over racks without a place, and the second of two at one place', () => {
    const racks = [cell('a', '01', '9'), cell('b', '01', '9'), cell('c', '', '9')];
    const { spots, left } = spotsOf(['01'], ['9'], racks);
    expect([spots.map((spot) => spot.rack.name), left.map((rack) => rack.name)]).toEqual([['a'], ['b', 'c']]);
  });

  it('looks for nothing unless the address says how many units', () => {
    expect(wishIn(new URLSearchParams('units=0'))).toBeUndefined();
    expect(wishIn(new URLSearchParams('units=4&feeds=9&power=-1&depth=half'))).toEqual({ units: 4, feeds: 2, power_w: 0, weight_kg: 0, full_depth: false });
  });
});

describe('the rack view', () => {
  it('names what stands where on both faces, by the keyboard too, and opens the one that the address chooses', async () => {
    const ill = mount('web', 10, 11, { item: standing('web', { health: 'critical' }), power_supplies: 1 });
    const hidden = mount('hidden-front-20', 20, 22, { kind: 'hidden', item: null });
    const feed = (letter: string) => ({ letter, line: [{ ...standing(`列头柜 ${letter}`), load_rate: null }], rated_w: letter === 'A' ? 1000 : null, overload: letter === 'A' });
    const supply = { feeds: [feed('A'), feed('B')], shared: [standing('UPS-1')], single: true };
    served({ [`GET /racks/${RACK}`]: () => elevation([hidden, ill], { supply, veils: true }) });
    const user = userEvent.setup();
    const { address } = show(rackPage, `/rooms/racks/${RACK}?item=web`);
    const drawn = await screen.findByRole('group', { name: 'A3-01-05 的机柜图' });
    const things = within(drawn).getAllByRole('button');
    expect(things.map((each) => each.getAttribute('aria-label'))).toEqual([
      '已占用（不在您的数据范围内） · 20–22U',
      'web · 10–11U · 故障',
      '已占用（不在您的数据范围内） · 20–22U',
      'web · 10–11U · 故障',
    ]);
    expect(things[1]?.getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByText('只有 1 个电源模块，只能接一路供电')).toBeTruthy();
    expect(screen.getByText('两路供电都经过UPS-1，它停电时整柜断电。')).toBeTruthy();
    expect(screen.getByText('单路承载不足：本路额定 1 kW，设备合计 1.6 kW')).toBeTruthy();
    expect(screen.getByText('部分设备不在您的数据范围内，合计不包括它们。')).toBeTruthy();
    things[0]?.focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(things[1]);
    await user.keyboard('{Enter}');
    expect(address()).toBe(`/rooms/racks/${RACK}`);
  });

  it('moves a device by a form and says at the field what is in the way', async () => {
    const refused = { type: 'about:blank', title: '冲突', status: 409, code: 'place_taken', detail: '10–11U 已安装“db”。', errors: [{ path: '/u_start', message: '10–11U 已安装“db”' }] };
    const sent = served({
      [`GET /racks/${RACK}`]: () => elevation([mount('web', 20, 21)]),
      [`GET /items/${RACK}`]: () => item(RACK, 'A3-01-05'),
      'POST /items/web/place': () => Response.json(refused, { status: 409, headers: { 'content-type': 'application/problem+json' } }),
    });
    const user = userEvent.setup();
    show(rackPage, `/rooms/racks/${RACK}?item=web`);
    await user.click(await screen.findByRole('button', { name: '移动' }));
    const start = await screen.findByLabelText(/起始 U 位/);
    await user.clear(start);
    await user.type(start, '10');
    const dialog = screen.getByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: /移\s*动/ }));
    expect((await screen.findAllByText(/10–11U 已安装“db”/)).length).toBeGreaterThan(0);
    expect(sent.filter((request) => request.method === 'POST')).toHaveLength(1);
  });
});

describe('the room', () => {
  it('draws its racks and marks those where something fits', async () => {
    const plan: RoomPlan = {
      room: standing('hall', { name: 'A3 机房', type: 'room' }),
      building: null,
      rated_power_kw: null,
      cooling_kw: null,
      rack_positions: null,
      rows: ['01'],
      positions: ['05', '06'],
      racks: [cell('one', '01', '05', { ill: 1, worst: 'critical' }), cell('two', '01', '06', { single: true })],
      equipment: [],
      totals: { racks: 2, units: 84, used_units: 40, things: 16, rated_w: 12000, used_w: 3200, known_racks: 2, clashes: 0, single: 1, ill: 1 },
    };
    const places = { offers: [{ rack: 'two', name: 'two', row: '01', position: '06', runs: [{ start: 12, end: 42 }], feeds: 2, shared: true, left_w: 4400, left_kg: null }], refused: { space: 1 } };
    const sent = served({ 'GET /rooms/hall': () => plan, 'GET /rooms/hall/places': () => places });
    const user = userEvent.setup();
    const { address } = show(roomPage, '/rooms/hall');
    await user.click(await screen.findByRole('button', { name: /查\s*找/ }));
    expect(address()).toBe('/rooms/hall?units=4&feeds=2');
    expect(await screen.findByText('有 1 个机柜可以放下')).toBeTruthy();
    expect(screen.getByText(/1 个没有足够的连续 U 位/)).toBeTruthy();
    const asked = new URL(sent.find((request) => request.url.includes('/places'))?.url ?? '').searchParams;
    expect([asked.get('units'), asked.get('feeds'), asked.get('full_depth')]).toEqual(['4', '2', 'true']);
    const drawn = within(screen.getByRole('group', { name: 'A3 机房 的平面图' }));
    expect(drawn.getAllByRole('link').map((each) => [each.getAttribute('aria-label'), each.getAttribute('opacity')])).toEqual([
      ['one · 20/42 U · 1.6/6 kW · 双路供电 · 1 项异常', '0.35'],
      ['two · 20/42 U · 1.6/6 kW · 两路同源 · 正常', '1'],
    ]);
    await user.click(drawn.getAllByRole('link')[1] as Element);
    expect(address()).toBe('/rooms/racks/two');
  });
});
