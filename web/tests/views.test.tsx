import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Page } from '@/shared/api/page';
import { DEFAULT_LAYOUT, layoutOf } from '@/shared/list/layout';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { KeptView } from '@/shared/list/views';
import { MayContext } from '@/shared/session/may';

import { show } from './render';

interface Row {
  id: string;
  name: string;
}

function view(id: string, name: string, more: Partial<KeptView> = {}): KeptView {
  return {
    id,
    list: 'hosts',
    name,
    owner: { id: 'me', name: '周科长' },
    organisation: null,
    content: { query: { state: 'bad', sort: '-name' }, table: 'hosts', hidden: ['room'], shown: [], density: 'compact' },
    mine: true,
    changeable: true,
    version: 1,
    changed_at: '2026-11-21T00:00:00Z',
    ...more,
  };
}

const SHARED = view('v2', '全区故障主机', { mine: false, changeable: false, organisation: { id: 'wuhou', name: '武侯区' } });
const asked: { method: string; body: unknown }[] = [];

beforeEach(() => {
  asked.length = 0;
  layoutOf('hosts').set(DEFAULT_LAYOUT);
  vi.stubGlobal('fetch', async (request: Request) => {
    const body: unknown = request.method === 'GET' ? undefined : JSON.parse(await request.text());
    asked.push({ method: request.method, body });
    if (request.method === 'POST') return Response.json(view('v9', (body as KeptView).name), { status: 201 });
    if (request.method === 'PATCH') return Response.json(view('v1', '我的', { version: 2 }));
    return Response.json({ items: [view('v1', '我的'), SHARED], next: null, total: 2 });
  });
});
afterEach(() => vi.unstubAllGlobals());

const oneRow = (): Promise<Page<Row>> => Promise.resolve({ items: [{ id: 'a', name: '主机甲' }], next: null, total: 1 });

function table() {
  return (
    <MayContext value={() => false}>
      <ResourceTable<Row>
        id="hosts"
        source={{ key: ['hosts'], path: '/api/v1/items', fetch: oneRow }}
        rowKey={(row) => row.id}
        columns={[
          { key: 'name', title: '名称', sort: 'name', fixed: true, render: (row) => row.name },
          { key: 'room', title: '机房', render: () => '一号' },
        ]}
        filters={[{ key: 'state', title: '状态', options: [{ value: 'bad', label: '故障' }, { value: 'ok', label: '正常' }] }]}
        defaultSort="name"
      />
    </MayContext>
  );
}

const menu = (name: RegExp) => screen.findByRole('button', { name });

describe('kept views of a list', () => {
  it('opens a shared view: its filters, its order, its columns, and an address of its own', async () => {
    const user = userEvent.setup();
    const page = show(table(), '/?tab=x&q=web&cursor=2&page=2');
    expect(await screen.findByRole('columnheader', { name: '机房' })).toBeTruthy();
    await user.click(await menu(/^视图/));
    expect(await screen.findByText('周科长 · 武侯区')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /全区故障主机/ }));
    expect(page.address()).toBe('/?tab=x&state=bad&sort=-name&saved=v2');
    await waitFor(() => expect(screen.queryByRole('columnheader', { name: '机房' })).toBeNull());
    expect(await menu(/全区故障主机$/)).toBeTruthy();
  });

  it('shows the columns of a view whose address a colleague sent', async () => {
    show(table(), '/?state=bad&sort=-name&saved=v1');
    await waitFor(() => expect(screen.queryByRole('columnheader', { name: '机房' })).toBeNull());
    expect(await menu(/我的$/)).toBeTruthy();
  });

  it('says that a view was changed, and keeps the change', async () => {
    const user = userEvent.setup();
    show(table(), '/?state=ok&saved=v1');
    await user.click(await menu(/我的（已修改）/));
    await user.click(await screen.findByRole('button', { name: '保存修改' }));
    await waitFor(() => expect(asked.find((each) => each.method === 'PATCH')?.body).toMatchObject({ version: 1, content: { query: { state: 'ok' }, table: 'hosts' } }));
  });

  it('keeps what is shown now under a name', async () => {
    const user = userEvent.setup();
    const page = show(table(), '/?state=bad&q=web');
    await user.click(await menu(/^视图/));
    await user.click(await screen.findByRole('button', { name: '另存为视图' }));
    await user.type(await screen.findByRole('textbox', { name: /视图名称/ }), '故障的网站');
    await user.click(screen.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(page.address()).toBe('/?state=bad&q=web&saved=v9'));
    expect(asked.find((each) => each.method === 'POST')?.body).toEqual({
      list: 'hosts',
      name: '故障的网站',
      content: { query: { state: 'bad', q: 'web' }, table: 'hosts', hidden: [], shown: [], density: 'normal', places: {} },
    });
  });

  it('goes back to the list as it is for everybody', async () => {
    const user = userEvent.setup();
    const page = show(table(), '/?state=bad&saved=v1&tab=x');
    await user.click(await menu(/我的/));
    await user.click(await screen.findByRole('button', { name: '默认视图' }));
    expect(page.address()).toBe('/?tab=x');
  });
});
