import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { OwnFindings, QualityPage } from '@/modules/inventory';
import { ItemFindings } from '@/modules/inventory/quality/ItemFindings';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const finding = (key: string, title: string, severity: string) => ({ key, title, title_en: key, advice: `补上${title}`, advice_en: key, aspect: 'completeness', severity });
const score = (value: number | null, checked: number, broken: number) => ({ score: value, checked, broken, lost: broken });
const OWNER = { ...finding('owner_missing', '未填责任人', 'high'), ...score(62.5, 40, 15), weight: 5, query: { organisation: 'u1', quality: 'owner_missing' } };
const SOUND = { ...finding('serial_missing', '未填序列号', 'medium'), ...score(100, 40, 0), weight: 3, query: null };
const IDLE = { ...finding('domain_expired', '域名已过期', 'high'), ...score(null, 0, 0), weight: 5, query: null };
const part = (key: string | null, title: string, query: Record<string, string> | null) => ({ key, title, title_en: title, query, ...score(70, 50, 15) });
const QUALITY = {
  ...score(81.2, 80, 15),
  rules: [OWNER, SOUND, IDLE],
  aspects: [part('completeness', '完整性', null)],
  types: [part('switch', '交换机', { exact_type: 'switch' })],
  organisations: [part('u1', '交通局', { organisation: 'u1' })],
};
const FLAWED = {
  id: 'a',
  name: '核心交换机',
  type: 'switch',
  type_title: '交换机',
  type_title_en: 'Switch',
  lifecycle: 'active',
  organisation: null,
  owner: '王伟',
  severity: 'high',
  findings: [finding('warranty_expired', '质保已过期', 'high'), finding('serial_missing', '未填序列号', 'medium')],
  updated_at: '2026-11-01T00:00:00Z',
};

const linkOf = (element: HTMLElement): Record<string, string> => Object.fromEntries(new URL(element.getAttribute('href') ?? '', 'http://x').searchParams);

afterEach(() => vi.unstubAllGlobals());

describe('data quality', () => {
  it('tells the score and where it is lost; each figure opens its items', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /item-types': () => [], 'GET /item-quality': () => QUALITY });
    show(<SignedIn><QualityPage /></SignedIn>, '/items/quality?organisation=u1&shown=交通局');
    expect(await screen.findByText('81.2 分')).toBeDefined();
    const asked = new URL(sent.find((request) => request.url.includes('item-quality'))?.url ?? '').searchParams;
    expect(Object.fromEntries(asked)).toEqual({ organisation: 'u1' });
    expect(screen.getByText('共检查 80 项次，发现 15 个问题')).toBeDefined();
    const broken = screen.getByRole('link', { name: '15' });
    expect(broken.getAttribute('href')).toMatch(/^\/items\?/);
    expect(linkOf(broken)).toEqual({ organisation: 'u1', quality: 'owner_missing', shown: '未填责任人' });
    expect(screen.getByText('补上未填责任人')).toBeDefined();
    expect(screen.queryByText('补上未填序列号')).toBeNull();
    expect(screen.queryByText('域名已过期')).toBeNull();
    expect(screen.getByText('另有 1 条规则没有适用的资源')).toBeDefined();
    expect(linkOf(screen.getByRole('link', { name: '交换机' }))).toEqual({ exact_type: 'switch', shown: '交换机' });
    expect(screen.getAllByRole('link', { name: '15 个问题' }).map(linkOf)[0]).toEqual({ organisation: 'u1', shown: '交通局', tab: 'flawed' });
  });

  it('lists the items to be mended with all that is wrong with each', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /item-types': () => [], 'GET /item-quality': () => QUALITY, 'GET /flawed-items': () => ({ items: [FLAWED], next: null, total: 1 }) });
    show(<SignedIn><QualityPage /></SignedIn>, '/items/quality?tab=flawed&quality=warranty_expired&organisation=u1&shown=交通局');
    const row = (await screen.findByText('核心交换机')).closest('tr') as HTMLElement;
    expect(within(row).getByText('质保已过期、未填序列号')).toBeDefined();
    expect(within(row).getByText('王伟')).toBeDefined();
    const asked = new URL(sent.find((request) => request.url.includes('flawed-items'))?.url ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ quality: 'warranty_expired', organisation: 'u1' });
    expect(asked.has('tab')).toBe(false);
  });

  it('stands on the page of an item only where something is wrong', async () => {
    let found: unknown[] = [finding('owner_missing', '未填责任人', 'high')];
    serveTo(['inventory:read'], { 'GET /items/a/findings': () => found });
    const { unmount } = show(<SignedIn><ItemFindings id="a" version={1} /></SignedIn>, '/items/a');
    expect(await screen.findByText('补上未填责任人')).toBeDefined();
    unmount();
    found = [];
    serveTo(['inventory:read'], { 'GET /items/a/findings': () => found });
    show(<SignedIn><ItemFindings id="a" version={2} /><p>末尾</p></SignedIn>, '/items/a');
    await screen.findByText('末尾');
    expect(screen.queryByText('数据质量问题')).toBeNull();
  });

  it('tells everyone on the workbench what they answer for, and leads there', async () => {
    serveTo(['inventory:read'], { 'GET /item-quality/own': () => ({ owner: '张伟', items: 2, findings: 5, checked: 9 }) });
    show(<SignedIn><OwnFindings /></SignedIn>);
    const line = await screen.findByRole('link', { name: /您负责的 2 项资源有 5 个数据质量问题/ });
    expect(linkOf(line)).toEqual({ tab: 'flawed', 'attributes.owner': '张伟', shown: '我负责的资源' });
  });
});
