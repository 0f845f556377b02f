import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { TopologyPage } from '@/modules/inventory';
import type { Topology, TopologyNode } from '@/modules/inventory/topology/api';
import { ImpactTab } from '@/modules/inventory/topology/ImpactTab';

import { item, refusal } from './inventory';
import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const READ = ['inventory:read'];

function node(id: string, change: Partial<TopologyNode> = {}): TopologyNode {
  return { id, name: id, type: 'host', lifecycle: 'active', health: 'ok', health_reason: '', depth: 1, verdict: 'down', struck: '', ...change };
}

function answer(nodes: readonly TopologyNode[], change: Partial<Topology> = {}): Topology {
  return {
    root: 'i',
    view: 'affected',
    depth: 6,
    cut: false,
    deeper: false,
    counts: {},
    nodes: [node('i', { depth: 0, verdict: 'start' }), ...nodes],
    edges: [],
    spares: [],
    types: [{ key: 'host', title: '主机', title_en: 'Host', icon: '' }],
    relations: [],
    systems: [],
    departments: [],
    contracts: [],
    ...change,
  };
}

function served(answers: Answers): Request[] {
  return serveTo(READ, { 'GET /item-types': () => [], 'GET /list-views': () => ({ items: [], next: null, total: 0 }), ...answers });
}

/** Answers about one side, nothing about the other. */
const about = (view: string, told: Topology) => (request: Request) => (request.url.includes(`view=${view}`) ? told : answer([]));

afterEach(() => vi.unstubAllGlobals());

describe('what breaks with an item', () => {
  it('says that nothing does, and that nothing is known which could break it', async () => {
    served({ 'GET /items/i/topology': () => answer([]) });
    show(<SignedIn><ImpactTab id="i" /></SignedIn>);
    await screen.findByText('它失效不影响其他资源');
    expect(screen.getByText('没有登记它所依赖的资源')).toBeTruthy();
  });

  it('tells a failure on either side', async () => {
    served({ 'GET /items/i/topology': () => refusal(503) });
    show(<SignedIn><ImpactTab id="i" /></SignedIn>);
    await waitFor(() => expect(screen.getAllByText('服务暂时不可用')).toHaveLength(2));
  });

  it('lists who falls before who loses a spare, and whom it concerns', async () => {
    const told = answer([node('备用机', { verdict: 'degraded' }), node('门户')], {
      spares: [{ item: '备用机', type: 'depends_on', group: '', total: 3, needed: 2, standing: 2 }],
      systems: [{ id: 's', name: '一网通办', verdict: 'down' }],
      departments: [{ id: 'd', name: '大数据中心', down: 1, degraded: 1 }],
    });
    served({ 'GET /items/i/topology': about('affected', told) });
    show(<SignedIn><ImpactTab id="i" /></SignedIn>);
    const portal = await screen.findByRole('link', { name: '门户' });
    const spare = screen.getByRole('link', { name: '备用机' });
    expect(portal.compareDocumentPosition(spare)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(spare.closest('li')?.textContent).toContain('3 个中需 2 个，现有 2 个正常');
    expect(screen.getByRole('link', { name: '一网通办' }).getAttribute('href')).toBe('/items/s');
    expect(screen.getByText('涉及合同').closest('div')?.textContent).toBe('涉及合同没有');
  });

  it('asks for more when the answer was cut, and anew with what is down now', async () => {
    const sent = served({ 'GET /items/i/topology': about('affected', answer([node('门户')], { cut: true })) });
    const user = userEvent.setup();
    show(<SignedIn><ImpactTab id="i" /></SignedIn>);
    await screen.findByText(/只显示距离最近的 200 项/);
    await user.click(screen.getByRole('button', { name: '显示更多' }));
    await screen.findByText(/只显示距离最近的 2,000 项/);
    expect(screen.queryByRole('button', { name: '显示更多' })).toBeNull();
    await user.click(screen.getAllByLabelText('把当前故障计算在内')[0] ?? document.body);
    await waitFor(() => expect(sent.at(-1)?.url).toContain('present=true'));
  });
});

describe('the page of the topology', () => {
  it('lists the business systems with how they are, each on the way to its picture', async () => {
    const systems = [{ id: 's', name: '一网通办', health: 'ok', health_reason: '', struck: 'down' }];
    served({ 'GET /topology/systems': () => ({ systems, cut: true }) });
    show(<SignedIn><TopologyPage /></SignedIn>, '/topology');
    const link = await screen.findByRole('link', { name: '一网通办' });
    expect(link.getAttribute('href')).toBe('/topology?item=s');
    expect(within(link.closest('li') ?? document.body).getByText('受故障影响')).toBeTruthy();
    expect(screen.getByText('当前故障过多，只推算了一部分。')).toBeTruthy();
  });

  it('says how to begin where no system is registered', async () => {
    served({ 'GET /topology/systems': () => ({ systems: [], cut: false }) });
    show(<SignedIn><TopologyPage /></SignedIn>, '/topology');
    await screen.findByText('选择一项资源，查看它的拓扑');
  });

  it('tells a failure with a way to try again', async () => {
    served({ 'GET /topology/systems': () => refusal(503) });
    show(<SignedIn><TopologyPage /></SignedIn>, '/topology');
    await screen.findByText('服务暂时不可用');
    expect(screen.getByRole('button', { name: '重试' })).toBeTruthy();
  });

  it('finds an item by a part of its name and goes to its picture', async () => {
    served({
      'GET /topology/systems': () => ({ systems: [], cut: false }),
      'GET /items': (request) => ({ items: request.url.includes(`q=${encodeURIComponent('门')}`) ? [item('p', '门户')] : [], next: null, total: 0 }),
      'GET /items/p': () => refusal(404),
    });
    const user = userEvent.setup();
    const { address } = show(<SignedIn><TopologyPage /></SignedIn>, '/topology');
    await user.type(await screen.findByLabelText('按名称查找资源'), '门');
    await user.click(await screen.findByText('门户 · 服务器'));
    expect(address()).toBe('/topology?item=p');
    await screen.findByText('找不到这条记录');
  });

  it('says that no picture was kept yet', async () => {
    served({ 'GET /topology/systems': () => ({ systems: [], cut: false }) });
    show(<SignedIn><TopologyPage /></SignedIn>, '/topology');
    await userEvent.setup().click(await screen.findByRole('button', { name: '已存拓扑' }));
    await screen.findByText('还没有保存的拓扑');
  });
});
