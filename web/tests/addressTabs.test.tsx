import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { PlanPage } from '@/modules/inventory';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const zone = (key: string, title: string) => ({ key, title, title_en: key, prefixes: 1, pools: 0 });
const plan = <SignedIn><PlanPage /></SignedIn>;
const asked = (sent: readonly Request[], path: string): (Record<string, string>)[] =>
  sent.map((request) => new URL(request.url)).filter((url) => url.pathname.endsWith(path)).map((url) => Object.fromEntries(url.searchParams));

afterEach(() => vi.unstubAllGlobals());

describe('the tree of ranges', () => {
  it('shows those that are in no zone apart from those of the others', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /address-zones': () => [zone('extranet', '电子政务外网'), zone('', '未指明')] });
    const user = userEvent.setup();
    const { address } = show(plan, '/addresses');
    await user.click(await screen.findByLabelText('网络区域'));
    await user.click(await screen.findByTitle('未指明 · 1'));
    expect(address()).toBe('/addresses?zone=null');
    expect(asked(sent, '/prefixes').map((query) => query.zone)).toEqual(['extranet', 'null']);
  });
});

describe('the conflicts', () => {
  it('are asked for by their kind, and it is said when there are more than are listed', async () => {
    const conflict = (kind: string, address: string) => ({ kind, address, zone: '', zone_title: '', zone_title_en: '', prefix: null, item: null, use: null, holders: [], unseen: 0 });
    const answer = (request: Request) => {
      const items = request.url.includes('kind=outside') ? [conflict('outside', '172.16.0.1')] : [conflict('duplicate', '10.0.0.1')];
      return { items, counts: { duplicate: 500, outside: 1 } };
    };
    serveTo(['inventory:read'], { 'GET /address-conflicts': answer });
    const user = userEvent.setup();
    show(plan, '/addresses?tab=conflicts');
    expect(await screen.findByText('10.0.0.1')).toBeDefined();
    expect(screen.getByText('只列出前 1 个')).toBeDefined();
    await user.click(screen.getByText('不在规划的网段内 1'));
    expect(await screen.findByText('172.16.0.1')).toBeDefined();
    expect(screen.queryByText('10.0.0.1')).toBeNull();
    expect(screen.queryByText('只列出前 1 个')).toBeNull();
  });
});

describe('what is looked for by an address', () => {
  it.each([
    ['addresses', '/addresses', '按 IP 地址、网段、用途等搜索'],
    ['mappings', '/port-mappings', '按 IP 地址、网段、用途等搜索'],
    ['changes', '/address-changes', '按 IP 地址、网段或操作人搜索'],
  ])('is asked for in the one box of the list: %s', async (tab, path, hint) => {
    const sent = serveTo(['inventory:read', 'inventory:write'], {});
    const user = userEvent.setup();
    const { address } = show(plan, `/addresses?tab=${tab}&cursor=abc&page=2`);
    await user.type(await screen.findByRole('textbox', { name: hint }), '10.0.0.0/24{Enter}');
    expect(await screen.findByText('没有符合条件的记录')).toBeDefined();
    expect(screen.queryByRole('searchbox')).toBeNull();
    expect(address()).toBe(`/addresses?tab=${tab}&q=10.0.0.0%2F24`);
    expect(asked(sent, path).at(-1)).toMatchObject({ q: '10.0.0.0/24' });
    expect(asked(sent, path).at(-1)).not.toHaveProperty('cursor');
  });
});

const MAPPING = {
  id: 'm', label: 'm', outside: '2001:db8::1', outside_port: 443, inside: '10.0.0.5', inside_port: 0, inside_zone: '', protocol: 'tcp', purpose: '门户', reference: '', owner: '', until: null, item: null, organisation: null, leads_to: [], version: 1,
};

describe('a port mapping', () => {
  it('tells a port of an IPv6 address from its last group', async () => {
    serveTo(['inventory:read'], { 'GET /port-mappings': () => ({ items: [MAPPING], next: null, total: 1 }) });
    show(plan, '/addresses?tab=mappings');
    expect(await screen.findByText('[2001:db8::1]:443')).toBeDefined();
    expect(screen.getByText('10.0.0.5')).toBeDefined();
    expect(screen.getByText('全部端口')).toBeDefined();
  });

  it('is removed only when that is confirmed', async () => {
    const sent = serveTo(['inventory:read', 'inventory:write'], { 'GET /port-mappings': () => ({ items: [MAPPING], next: null, total: 1 }), 'POST /port-mappings/remove': () => ({ results: [{ id: 'm', ok: true, code: '', message: '' }] }) });
    const removed = (): boolean => sent.some((request) => request.url.endsWith('/remove'));
    const user = userEvent.setup();
    show(plan, '/addresses?tab=mappings');
    await user.click(within(await screen.findByRole('row', { name: /2001:db8/ })).getByRole('checkbox'));
    await user.click(await screen.findByRole('button', { name: '删除' }));
    const asked = await screen.findByRole('dialog');
    expect(within(asked).getByText('删除后不能恢复。')).toBeDefined();
    expect(removed()).toBe(false);
    await user.click(within(asked).getByRole('button', { name: '删除' }));
    expect(await screen.findByText(/删除.*1/)).toBeDefined();
    expect(removed()).toBe(true);
  });
});
