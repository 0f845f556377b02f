import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ItemsPage, StatisticsPage } from '@/modules/inventory';

import { MayContext } from '@/shared/session/may';

import { item, typeWith } from './inventory';
import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const dimension = (key: string, title: string, change = {}) => ({ key, title, title_en: key, several: false, ordered: false, ...change });
const group = (titles: readonly string[], count: number, query: Record<string, string> | null) => ({ values: titles, titles, titles_en: titles, count, query });
const VENDORS = { by: [dimension('attributes.vendor', '厂商')], groups: [group(['华为'], 30, { 'attributes.vendor': '华为', lifecycle__in: 'active' }), group(['未填写'], 10, { 'attributes.vendor': 'null' })], more: 3 };
const MONTHS = { by: [dimension('registered', '登记时间')], groups: [group(['2026-10'], 25, { created_at__gte: 'a' }), group(['2026-11'], 15, { created_at__gte: 'b' })], more: 0 };
const OVERVIEW = { total: 40, sections: [VENDORS, MONTHS], completeness: [{ attribute: 'owner', title: '责任人', title_en: 'Owner', expected: 40, filled: 36, query: { 'attributes.owner': 'null' } }] };

const linkOf = (element: HTMLElement): URLSearchParams => new URL(element.getAttribute('href') ?? '', 'http://x').searchParams;

afterEach(() => vi.unstubAllGlobals());

describe('the statistics of items', () => {
  it('counts what is in use unless told otherwise, and each figure opens its items', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /item-types': () => [], 'GET /item-types/host': () => typeWith('host', '主机', {}), 'GET /item-statistics/overview': () => OVERVIEW });
    show(<SignedIn><StatisticsPage /></SignedIn>, '/items/statistics?type=host');
    const vendor = await screen.findByRole('link', { name: '30' });
    expect(Object.fromEntries(linkOf(vendor))).toEqual({ 'attributes.vendor': '华为', lifecycle__in: 'active', shown: '华为' });
    expect(screen.getByText('75.0%')).toBeDefined();
    const asked = new URL(sent.find((request) => request.url.includes('overview'))?.url ?? '').searchParams;
    expect(Object.fromEntries(asked)).toEqual({ type: 'host', lifecycle__in: 'active,suspected,lost' });
    expect(screen.getByRole('link', { name: '2026-11：新登记 15 项，累计 40 项' })).toBeDefined();
    expect(linkOf(screen.getByRole('link', { name: '缺 4 项' })).get('attributes.owner')).toBe('null');
    expect(linkOf(screen.getByRole('link', { name: '另有 3 组' })).get('by')).toBe('attributes.vendor');
    expect(screen.queryByRole('button', { name: '导出' })).toBeNull();
  });

  it('crosses two dimensions in a chart and in a table', async () => {
    const crossed = {
      total: 40,
      by: [dimension('organisation', '所属单位'), dimension('age', '使用年限', { ordered: true })],
      groups: [group(['交通局', '1 年以内'], 4, { a: '1' }), group(['大数据中心', '1 年以内'], 6, { a: '2' }), group(['大数据中心', '8 年以上'], 30, { a: '3' })],
      more: 0,
    };
    serveTo(['inventory:read', 'list:export'], { 'GET /item-types': () => [], 'GET /item-statistics': () => crossed, 'GET /item-statistics/dimensions': () => crossed.by });
    const user = userEvent.setup();
    show(<SignedIn><MayContext value={() => true}><StatisticsPage /></MayContext></SignedIn>, '/items/statistics?by=organisation,age');
    expect(await screen.findByTitle('大数据中心 · 8 年以上 30')).toBeDefined();
    await user.click(screen.getByText('表格'));
    const [head, first, second] = within(await screen.findByRole('table')).getAllByRole('row');
    expect([...(head?.children ?? [])].map((cell) => cell.textContent)).toEqual(['所属单位 × 使用年限', '1 年以内', '8 年以上', '合计', '占比']);
    expect([...(first?.children ?? [])].map((cell) => cell.textContent)).toEqual(['大数据中心', '6', '30', '36', '90.0%']);
    expect([...(second?.children ?? [])].map((cell) => cell.textContent)).toEqual(['交通局', '4', '', '4', '10.0%']);
    expect(screen.getByRole('button', { name: '导出' })).toBeDefined();
  });
});

describe('the list behind a figure', () => {
  it('asks for just its items, says so, and lets go of it', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /item-types': () => [], 'GET /items': () => ({ items: [item('a', '核心交换机')], next: null, total: 1 }) });
    const user = userEvent.setup();
    const { address } = show(<SignedIn><ItemsPage /></SignedIn>, '/items?lifecycle__in=active,lost&attributes.vendor=华为&last_seen_at__lt=2026-11-01T00:00:00Z&shown=华为');
    expect(await screen.findByText('核心交换机')).toBeDefined();
    const asked = new URL(sent.find((request) => request.url.includes('/items?'))?.url ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ lifecycle__in: 'active,lost', 'attributes.vendor': '华为', last_seen_at__lt: '2026-11-01T00:00:00Z' });
    expect(screen.getByText('统计项：华为')).toBeDefined();
    await user.click(screen.getByRole('button', { name: '取消此条件' }));
    expect(address()).toBe('/items?lifecycle__in=active%2Clost');
  });
});
