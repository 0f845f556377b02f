import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { layered } from '@/modules/inventory/past/layers';
import { RevertDialog } from '@/modules/inventory/past/RevertDialog';
import { TimeBar } from '@/modules/inventory/past/TimeBar';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import type { Schemas } from '@/shared/api/client';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

afterEach(() => vi.unstubAllGlobals());

function node(id: string, depth: number, type: string): Schemas['GraphNodeOut'] {
  return { id, name: id, type, type_title: type, type_title_en: type, lifecycle: 'active', version: 1, depth };
}

const TABS = ['overview', 'history'].map((key) => ({ key, title: key, render: () => key }));

describe('the picture of a graph', () => {
  const machines = Array.from({ length: 20 }, (_, n) => node(`vm-${n}`, 1, 'virtual_machine'));
  const nodes = [node('system', 0, 'business_system'), ...machines, node('host', 2, 'host')];
  const edges = machines.flatMap((each) => [
    { type: 'part_of', source: each.id, target: 'system', since: '' },
    { type: 'runs_on', source: each.id, target: 'host', since: '' },
  ]);

  it('folds many of one type into one box, and one line stands for all their relations', () => {
    const picture = layered(nodes, edges, new Set());
    expect(picture.boxes.map((box) => box.nodes.length)).toEqual([1, 20, 1]);
    expect(picture.lines.map((line) => line.edges.length)).toEqual([20, 20]);
  });

  it('shows each of them once unfolded, none above another', () => {
    const picture = layered(nodes, edges, new Set(['1 virtual_machine']));
    expect(picture.boxes).toHaveLength(22);
    expect(picture.lines).toHaveLength(40);
    expect(new Set(picture.boxes.map((box) => `${box.x} ${box.y}`)).size).toBe(22);
  });
});

describe('the way through time', () => {
  const moments = {
    began_at: '2026-01-01T00:00:00.000Z',
    moments: ['2026-10-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'].map((at) => ({ at, changes: 1 })),
  };

  it('goes from change to change and back to now, keeping the tab', async () => {
    serveTo(['inventory:read'], { 'GET /items/i/moments': () => moments });
    const user = userEvent.setup();
    const { address } = show(<SignedIn><TimeBar id="i" /><UrlTabs tabs={TABS} keep={['at']} /></SignedIn>, '/items/i?tab=history');
    await user.click(await screen.findByRole('button', { name: '上一次变更' }));
    expect(address()).toBe(`/items/i?tab=history&at=${encodeURIComponent('2026-05-01T00:00:00.000Z')}`);
    await user.click(screen.getByRole('tab', { name: 'overview' }));
    expect(address()).toBe(`/items/i?at=${encodeURIComponent('2026-05-01T00:00:00.000Z')}`);
    await user.click(screen.getByRole('button', { name: '上一次变更' }));
    expect(address()).toContain('2026-01-01');
    expect(screen.getByRole('button', { name: '上一次变更' })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('button', { name: '回到现在' }));
    expect(address()).toBe('/items/i');
  });
});

describe('taking a change back', () => {
  const rehearsed: Schemas['ReversalOut'] = {
    dry_run: true,
    batch: null,
    digest: 'd1',
    changes: 1,
    items: 1,
    conflicts: 1,
    unchanged: 0,
    effects: [{ item: 'i', name: '门户', type: 'nginx', delta: { port: [8000, 80] }, drawn: [], removed: [], described: [] }],
    obstacles: [{ item: 'i', name: '门户', type: 'nginx', field: 'owner', reason: '此后又被修改', changed_by: null }],
  };

  it('calls the supports that an item needs by the kind of relation and its group', async () => {
    const delta = { '@needs/member_of': ['2', 'any'], '@needs/depends_on/缓存': [null, '50%'] };
    serveTo(['inventory:revert'], {
      'GET /item-types': () => [],
      'GET /item-types/nginx': () => ({
        schema: { properties: {} },
        relations: [
          { key: 'member_of', direction: 'out', title: '属于', title_en: 'Member of', impact: 'to_target' },
          { key: 'member_of', direction: 'in', title: '成员', title_en: 'Members', impact: 'to_target' },
          { key: 'depends_on', direction: 'out', title: '依赖', title_en: 'Depends on', impact: 'to_source' },
        ],
      }),
      'POST /changes/c/revert': () => ({ ...rehearsed, effects: rehearsed.effects.map((each) => ({ ...each, delta })), obstacles: [] }),
    });
    show(<SignedIn><RevertDialog change="c" batch={null} onClose={vi.fn()} /></SignedIn>);
    const line = (start: string) => screen.findByText((_, element) => element?.tagName === 'SPAN' && element.textContent.startsWith(start), {}, { timeout: 20_000 });
    expect((await line('所需支撑（成员）')).textContent).toBe('所需支撑（成员）：2 → 任一');
    expect((await line('所需支撑（依赖 · 缓存）')).textContent).toBe('所需支撑（依赖 · 缓存）：空 → 50%');
  });

  it('tells first, wants a reason and a word on conflicts, and then sends what was shown', async () => {
    const sent: unknown[] = [];
    serveTo(['inventory:revert'], {
      'GET /item-types': () => [],
      'POST /changes/c/revert': async (request) => {
        sent.push(JSON.parse(await request.text()));
        return { ...rehearsed, dry_run: false, batch: 'b' };
      },
    });
    const user = userEvent.setup();
    const onClose = vi.fn();
    show(<SignedIn><RevertDialog change="c" batch={null} onClose={onClose} /></SignedIn>);
    await screen.findByText('将恢复 1 个资源');
    expect(screen.getByText(/此后又被修改/)).not.toBeNull();
    const confirm = screen.getByRole('button', { name: '确认撤销' });
    await user.type(screen.getByLabelText('撤销原因'), '误导入');
    expect(confirm).toHaveProperty('disabled', true);
    await user.click(screen.getByLabelText('跳过冲突项，撤销其余内容'));
    await user.click(confirm);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(sent).toEqual([
      { dry_run: true, reason: '', on_conflict: 'refuse', expected: '' },
      { dry_run: false, reason: '误导入', on_conflict: 'skip', expected: 'd1' },
    ]);
  });

  it('asks again for a word on conflicts when the whole batch is meant', async () => {
    serveTo(['inventory:revert'], {
      'GET /item-types': () => [],
      'GET /change-batches/b': () => ({ id: 'b', kind: 'import', note: '', at: '2026-10-01T00:00:00Z', actor_kind: 'user', actor_name: '李静', changes: 3, items: 3, reverts: null, reverted_by: null }),
      'POST /changes/c/revert': () => rehearsed,
      'POST /change-batches/b/revert': () => ({ ...rehearsed, items: 3 }),
    });
    const user = userEvent.setup();
    show(<SignedIn><RevertDialog change="c" batch="b" onClose={() => undefined} /></SignedIn>);
    await user.click(await screen.findByLabelText('跳过冲突项，撤销其余内容'));
    await user.type(screen.getByLabelText('撤销原因'), '误导入');
    expect(screen.getByRole('button', { name: '确认撤销' })).toHaveProperty('disabled', false);
    await user.click(screen.getByText('同批全部 3 条'));
    await screen.findByText('将恢复 3 个资源');
    expect(screen.getByRole('button', { name: '确认撤销' })).toHaveProperty('disabled', true);
  });
});
