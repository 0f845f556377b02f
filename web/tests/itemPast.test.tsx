import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { BatchesPage, BatchPage, ItemPage } from '@/modules/inventory';
import type { Batch, Graph, Item, ItemChange, PastItem, PastRelation } from '@/modules/inventory/types';

import { attribute, item, itemType, refusal, typeWith } from './inventory';
import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const THEN = '2026-05-01T00:00:00.000Z';
const PAST = `at=${encodeURIComponent(THEN)}`;
const SERVER = typeWith('server', '服务器', { memory: attribute('内存', { type: 'integer', 'x-unit': 'byte' }) });
const ITEM: Item = item('i', '门户服务器', { attributes: { memory: 2 * 1024 ** 3 } });
const MOMENTS = { began_at: '2026-01-01T00:00:00Z', moments: [{ at: THEN, changes: 1 }] };
const OLD: PastItem = {
  id: 'i',
  as_of: THEN,
  type: 'server',
  type_title: '服务器',
  type_title_en: 'Server',
  name: '老门户',
  attributes: { memory: 1024 ** 3 },
  manual_attributes: [],
  lifecycle: 'active',
  manual_lifecycle: false,
  organisation: null,
  redundancy: [],
  version: 3,
  changed_at: THEN,
  changed_by: '李静',
  relations: [],
};
const DIFFERENCE = { since: THEN, until: '2026-11-21T00:00:00Z', delta: {}, drawn: [], removed: [] };
const CHANGE: ItemChange = {
  id: 'c1',
  at: THEN,
  batch: 'b1',
  kind: 'updated',
  actor_kind: 'user',
  actor_name: '李静',
  item: 'i',
  item_name: '门户服务器',
  type: 'server',
  delta: { memory: [1024 ** 3, 2 * 1024 ** 3] },
  version: 4,
};
const BATCH: Batch = { id: 'b1', kind: 'import', note: '六月台账', at: THEN, actor_kind: 'user', actor_name: '李静', changes: 2, items: 1, reverts: null, reverted_by: null };

function rack(change: Partial<PastRelation> = {}): PastRelation {
  const far = { id: 'r', name: '甲机柜', type: 'rack', type_title: '机柜', type_title_en: 'Rack', lifecycle: 'active' as const };
  return { type: 'located_in', direction: 'out', title: '位于', title_en: 'located in', item: far, details: {}, source: 'person', since: '2026-01-01T00:00:00Z', until: null, ...change };
}

const KNOWN: Answers = {
  'GET /item-types': () => [itemType('server', '服务器')],
  'GET /item-types/server': () => SERVER,
  'GET /items/i': () => ITEM,
  'GET /items/i/relations': () => [],
  'GET /items/i/addresses': () => [],
  'GET /items/i/findings': () => [],
  'GET /items/r/findings': () => [],
  'GET /items/r/addresses': () => [],
  'GET /items/i/moments': () => MOMENTS,
  'GET /items/i/as-of': () => OLD,
  'GET /items/i/difference': () => DIFFERENCE,
};

function open(permissions: readonly string[], address: string, answers: Answers = {}) {
  const sent = serveTo(permissions, { ...KNOWN, ...answers });
  const shown = show(
    <SignedIn>
      <Routes>
        <Route path="/items/:id" element={<ItemPage more={() => []} />} />
        <Route path="/change-batches" element={<BatchesPage />} />
        <Route path="/change-batches/:id" element={<BatchPage />} />
      </Routes>
    </SignedIn>,
    address,
  );
  return { ...shown, sent };
}

const READ = ['inventory:read'];

afterEach(() => vi.unstubAllGlobals());

describe('an item as it is', () => {
  it('says what its attributes are once its type is known, and that there are none only then', async () => {
    open(READ, '/items/i', { 'GET /item-types/server': () => refusal(503) });
    await screen.findByText('服务暂时不可用');
    expect(screen.queryByText('没有属性定义')).toBeNull();
  });
});

describe('an item as it was', () => {
  it('shows what it was, and what has changed since', async () => {
    open([...READ, 'inventory:write'], `/items/i?${PAST}`, {
      'GET /items/i/as-of': () => ({ ...OLD, relations: [rack()] }),
      'GET /items/i/difference': () => ({ ...DIFFERENCE, delta: { '@name': ['老门户', '门户服务器'], memory: [1024 ** 3, 2 * 1024 ** 3] }, removed: [rack()] }),
    });
    await screen.findByText('老门户', { selector: 'dd, dd *' });
    expect(screen.getByText(/历史状态：2026-05-01 08:00/)).toBeTruthy();
    const memory = (await screen.findByRole('rowheader', { name: '内存' })).closest('tr');
    expect(memory?.textContent).toBe('内存1 GiB2 GiB');
    expect(screen.getByText('解除 位于：甲机柜')).toBeTruthy();
    expect(screen.getByRole('link', { name: '甲机柜' }).getAttribute('href')).toBe(`/items/r?${PAST}`);
    expect(screen.queryByRole('button', { name: '编辑' })).toBeNull();
  });

  it('says that nothing has changed since', async () => {
    open(READ, `/items/i?${PAST}`);
    await screen.findByText('此后内容没有变化');
  });

  it.each(['overview', 'relations'])('says that it was not registered yet: %s', async (tab) => {
    open(READ, `/items/i?tab=${tab}&${PAST}`, { 'GET /items/i/as-of': () => refusal(404, { code: 'not_yet' }) });
    await screen.findByText('此时尚未登记');
    expect(screen.queryByText('找不到这条记录')).toBeNull();
  });

  it('tells another failure as what it is', async () => {
    open(READ, `/items/i?${PAST}`, { 'GET /items/i/as-of': () => refusal(503) });
    await screen.findByText('服务暂时不可用');
  });

  it('leads back to now although its changes cannot be had', async () => {
    const { address } = open(READ, `/items/i?${PAST}`, { 'GET /items/i/moments': () => refusal(503) });
    await screen.findByText(/历史状态/);
    await userEvent.setup().click(screen.getByRole('button', { name: '回到现在' }));
    expect(address()).toBe('/items/i');
  });

  it('never shows one item as another one while that is fetched', async () => {
    const never = new Promise<PastItem>(() => undefined);
    const portal = { ...rack(), id: 'e1', item: { id: 'i', name: '门户服务器', type: 'server', type_title: '服务器', type_title_en: 'Server', lifecycle: 'active', health: 'ok', health_reason: '' } };
    open(READ, '/items/r', {
      'GET /items/r': () => item('r', '甲机柜'),
      'GET /items/r/relations': () => [portal],
      'GET /items/r/moments': () => MOMENTS,
      'GET /items/r/as-of': () => never,
      'GET /items/r/difference': () => DIFFERENCE,
      'GET /items/i/moments': () => ({ ...MOMENTS, moments: [{ at: '2026-06-01T00:00:00Z', changes: 1 }, ...MOMENTS.moments] }),
      'GET /items/i/as-of': () => ({ ...OLD, relations: [rack()] }),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('link', { name: '门户服务器' }));
    await user.click(await screen.findByRole('button', { name: '上一次变更' }));
    await screen.findByText('老门户', { selector: 'dd, dd *' });
    await user.click(screen.getByRole('link', { name: '甲机柜' }));
    await screen.findByRole('heading', { name: /甲机柜/ });
    expect(screen.queryByText('老门户')).toBeNull();
  });
});

describe('the graph of an item', () => {
  const node = (id: string, depth: number) => ({ id, name: id, type: 'server', type_title: '服务器', type_title_en: 'Server', lifecycle: 'active' as const, version: 1, depth });
  const graph: Graph = { root: 'i', as_of: THEN, nodes: [node('门户', 0)], edges: [], relation_titles: {}, cut: false, deeper: false };

  it('says when nothing is tied to the item', async () => {
    open(READ, '/items/i?tab=graph', { 'GET /items/i/graph': () => graph });
    await screen.findByText('没有关联的资源');
  });

  it('asks for the changes of what it shows, and keeps the direction in the address', async () => {
    const shown = { ...graph, nodes: [node('门户', 0), node('数据库', 1)], cut: true };
    const { address, sent } = open(READ, `/items/i?tab=graph&${PAST}`, { 'GET /items/i/graph': () => shown });
    await screen.findByText('2 个资源，0 条关系');
    expect(screen.getByText(/资源过多，只显示前 2 个/)).toBeTruthy();
    await userEvent.setup().click(screen.getByText('影响的资源', { selector: '[title]' }));
    await waitFor(() => expect(address()).toContain('view=affected'));
    const travels = (path: string) => sent.filter((request) => new URL(request.url).pathname.endsWith(path)).map((request) => new URL(request.url).searchParams.get('travel'));
    await waitFor(() => expect(travels('/graph')).toEqual(['causes', 'affected']));
    expect(travels('/moments')).toEqual(['causes', 'affected']);
  });

  it('compares with now on demand, and says when that was cut', async () => {
    const found = { ...graph, since: THEN, until: THEN, nodes: [node('门户', 0), node('数据库', 1)], added: ['数据库'], removed: [], changed: [], drawn: [], cleared: [], cut: true };
    open(READ, `/items/i?tab=graph&${PAST}`, { 'GET /items/i/graph': () => graph, 'GET /items/i/graph/difference': () => found });
    await userEvent.setup().click(await screen.findByRole('switch'));
    const sums = await screen.findByText(/新增 1 · 移除 0 · 修改 0/);
    expect(sums.textContent).toContain('只显示前 2 个');
    expect(screen.getByText('+ 数据库')).toBeTruthy();
  });
});

describe('the history of an item', () => {
  const page = { items: [CHANGE], next: null, total: 1 };

  it('says that nothing has been recorded', async () => {
    open(READ, '/items/i?tab=history');
    await screen.findByText('没有变更记录');
  });

  it('tells a failure with a way to try again', async () => {
    open(READ, '/items/i?tab=history', { 'GET /items/i/history': () => refusal(503) });
    await screen.findByText('服务暂时不可用');
    expect(screen.getByRole('button', { name: '重试' })).toBeTruthy();
  });

  it('leads to the page as it was, and offers to take back only to who may', async () => {
    const { address } = open(READ, '/items/i?tab=history', { 'GET /items/i/history': () => page });
    expect((await screen.findByText(/内存/)).textContent).toBe('内存：1 GiB 改为 2 GiB');
    expect(screen.queryByRole('button', { name: '撤销' })).toBeNull();
    await userEvent.setup().click(screen.getByRole('link', { name: '查看当时' }));
    expect(address()).toBe(`/items/i?${PAST}`);
    await screen.findByText('当时的属性');
  });

  it('shows more of it page by page', async () => {
    const { sent } = open([...READ, 'inventory:revert'], '/items/i?tab=history', {
      'GET /items/i/history': (request) => (request.url.includes('cursor=n2') ? { ...page, items: [{ ...CHANGE, id: 'c2', actor_name: '王强' }] } : { ...page, next: 'n2', total: 2 }),
    });
    await userEvent.setup().click(await screen.findByRole('button', { name: '加载更多' }));
    await screen.findByText(/王强/);
    expect(screen.getAllByRole('button', { name: '撤销' })).toHaveLength(2);
    expect(screen.queryByRole('button', { name: '加载更多' })).toBeNull();
    expect(sent.filter((request) => request.url.includes('/history'))).toHaveLength(2);
  });
});

describe('batches of changes', () => {
  it('are listed by what was noted of them, and which were taken back', async () => {
    open(READ, '/change-batches', { 'GET /change-batches': () => ({ items: [BATCH, { ...BATCH, id: 'b2', kind: 'observation', note: '', reverted_by: 'b9' }], next: null, total: 2 }) });
    await screen.findByText('六月台账');
    expect(screen.getAllByText('自动采集')).toHaveLength(2);
    expect(within(screen.getByRole('table')).getAllByText('已撤销')).toHaveLength(2);
    expect(screen.getByRole('link', { name: '资源' }).getAttribute('href')).toBe('/items');
  });

  it('say when there are none', async () => {
    open(READ, '/change-batches');
    await screen.findByText('没有变更记录');
  });

  it('are taken back as a whole only by who may, after it was told what would happen', async () => {
    const rehearsed = { dry_run: true, batch: null, digest: 'd', changes: 2, items: 0, conflicts: 0, unchanged: 2, effects: [], obstacles: [] };
    open([...READ, 'inventory:revert'], '/change-batches/b1', { 'GET /change-batches/b1': () => BATCH, 'POST /change-batches/b1/revert': () => rehearsed });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '撤销整批' }));
    await screen.findByText('没有可恢复的内容');
    await user.type(screen.getByLabelText('撤销原因'), '误导入');
    expect(screen.getByRole('button', { name: '确认撤销' })).toHaveProperty('disabled', true);
  });

  it('call what was changed as the item itself does', async () => {
    const changes = { items: [{ ...CHANGE, delta: { ...CHANGE.delta, '@lifecycle': ['active', 'lost'] } }], next: null, total: 1 };
    open(READ, '/change-batches/b1', { 'GET /change-batches/b1': () => BATCH, 'GET /changes': () => changes });
    await screen.findByText('内存、生命周期');
  });

  it('say that they were taken back, and cannot be by who may only read', async () => {
    open(READ, '/change-batches/b1', { 'GET /change-batches/b1': () => ({ ...BATCH, reverted_by: 'b9' }) });
    await screen.findByText('已撤销');
    expect(screen.queryByRole('button', { name: '撤销整批' })).toBeNull();
  });

  it('say that there is no such one', async () => {
    open(READ, '/change-batches/b1', { 'GET /change-batches/b1': () => refusal(404) });
    await screen.findByText('找不到这条记录');
  });
});
