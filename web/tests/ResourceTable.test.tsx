import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { ListQuery, Page, RowResult } from '@/shared/api/page';
import { ApiProblem } from '@/shared/api/problem';
import { ResourceTable, type ResourceTableProps } from '@/shared/list/ResourceTable';

import { show } from './render';

interface Row {
  id: string;
  name: string;
  state: string;
}

const ROWS: Row[] = Array.from({ length: 5 }, (_, at) => ({ id: `r${at}`, name: `主机${at}`, state: at === 3 ? 'bad' : 'ok' }));

/** Two rows a page, cursor by position. */
function answer(query: ListQuery): Promise<Page<Row>> {
  const start = Number(query.cursor ?? 0) || 0;
  const found = ROWS.filter((row) => query.state === undefined || row.state === query.state);
  return Promise.resolve({ items: found.slice(start, start + 2), next: start + 2 < found.length ? String(start + 2) : null, total: found.length });
}

function table(props: Partial<ResourceTableProps<Row>> = {}) {
  return (
    <ResourceTable<Row>
      id="test"
      source={{ key: ['test'], fetch: answer }}
      limit={2}
      rowKey={(row) => row.id}
      rowName={(row) => row.name}
      rowHref={(row) => `/hosts/${row.id}`}
      columns={[
        { key: 'name', title: '名称', sort: 'name', fixed: true, render: (row) => row.name },
        { key: 'state', title: '状态', render: (row) => row.state },
        { key: 'room', title: '机房', optional: true, render: () => '一号' },
      ]}
      filters={[{ key: 'state', title: '状态', options: [{ value: 'bad', label: '故障' }, { value: 'ok', label: '正常' }] }]}
      defaultSort="name"
      {...props}
    />
  );
}

describe('ResourceTable', () => {
  it('pages by cursor, keeps the place in the address, and Back returns', async () => {
    const user = userEvent.setup();
    const page = show(table());
    expect(await screen.findByText('主机0')).toBeTruthy();
    expect(screen.getByText(/共 5 条/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /下一页/ }));
    expect(await screen.findByText('主机2')).toBeTruthy();
    expect(page.address()).toBe('/?cursor=2&page=2');
    expect(screen.getByText(/第 3-4 条/)).toBeTruthy();
    await page.back();
    expect(await screen.findByText('主机0')).toBeTruthy();
  });

  it('opens a copied address on the same rows', async () => {
    const fetch = vi.fn(answer);
    show(table({ source: { key: ['test'], fetch } }), '/?state=bad&sort=-name&q=%E4%B8%BB');
    expect(await screen.findByText('主机3')).toBeTruthy();
    expect(fetch.mock.calls[0]?.[0]).toMatchObject({ state: 'bad', sort: '-name', q: '主', limit: 2 });
    expect(screen.queryByText('主机0')).toBeNull();
  });

  it('sends several chosen values as one field__in, and clears them', async () => {
    const user = userEvent.setup();
    const fetch = vi.fn(answer);
    const page = show(table({ source: { key: ['test'], fetch } }), '/?state__in=bad,ok');
    await waitFor(() => expect(fetch.mock.calls[0]?.[0]).toMatchObject({ state__in: 'bad,ok' }));
    await user.click(await screen.findByRole('button', { name: '清除筛选' }));
    expect(page.address()).toBe('/');
  });

  it('sorts by a column, first downwards, and tells it to a screen reader', async () => {
    const user = userEvent.setup();
    const page = show(table());
    await user.click(await screen.findByRole('button', { name: '名称' }));
    expect(page.address()).toBe('/?sort=-name');
    expect(screen.getByRole('columnheader', { name: '名称' }).getAttribute('aria-sort')).toBe('descending');
  });

  it('lets many values of a filter be searched', async () => {
    const user = userEvent.setup();
    const units = Array.from({ length: 30 }, (_, at) => ({ value: `u${at}`, label: `第${at}局` }));
    const page = show(table({ filters: [{ key: 'state', title: '机构', options: units, single: true }] }));
    await user.click(await screen.findByRole('button', { name: /机构/ }));
    expect(await screen.findAllByRole('radio')).toHaveLength(30);
    await user.type(screen.getByRole('textbox', { name: '搜索: 机构' }), '第17');
    await waitFor(() => expect(screen.getAllByRole('radio')).toHaveLength(1));
    await user.click(screen.getByRole('radio'));
    expect(page.address()).toBe('/?state=u17');
  });

  it('moves with j and k and opens with Enter', async () => {
    const user = userEvent.setup();
    const page = show(table());
    await screen.findByText('主机0');
    await user.keyboard('jjk{Enter}');
    expect(page.address()).toBe('/hosts/r0');
  });

  it('does not take letters from a field somebody types in', async () => {
    const user = userEvent.setup();
    const page = show(table());
    await screen.findByText('主机0');
    await user.type(screen.getByRole('textbox', { name: '搜索' }), 'jx');
    await user.keyboard('{Enter}');
    expect(page.address()).toBe('/?q=jx');
  });

  it('runs a bulk action, reports each row, and keeps the failed ones selected', async () => {
    const user = userEvent.setup();
    const run = vi.fn((rows: readonly Row[]): Promise<RowResult[]> =>
      Promise.resolve(rows.map((row) => ({ id: row.id, ok: row.id !== 'r1', message: row.id === 'r1' ? '已由他人处理' : '' }))),
    );
    // A list remembers its focus for the whole visit, so this one has a name of its own.
    show(table({ source: { key: ['bulk'], fetch: answer }, bulk: [{ key: 'ack', title: '确认', shortcut: 'e', run }] }));
    await screen.findByText('主机0');
    await user.keyboard('jxjxe');
    const report = await screen.findByText(/1 条已完成，1 条未完成/);
    expect(report).toBeTruthy();
    expect(run.mock.calls[0]?.[0].map((row) => row.id)).toEqual(['r0', 'r1']);
    expect(screen.getByText(/已由他人处理/)).toBeTruthy();
    expect(within(screen.getByRole('toolbar')).getByText('已选 1 条')).toBeTruthy();
  });

  it('tells a request that failed as a whole for every row', async () => {
    const user = userEvent.setup();
    const run = (): Promise<RowResult[]> => Promise.reject(new ApiProblem({ status: 403, title: '没有权限', detail: '您没有确认权限。' }));
    show(table({ source: { key: ['refused'], fetch: answer }, bulk: [{ key: 'ack', title: '确认', shortcut: 'e', run }] }));
    await screen.findByText('主机0');
    await user.keyboard('je');
    expect(await screen.findByText(/0 条已完成，1 条未完成/)).toBeTruthy();
    expect(screen.getByText(/您没有确认权限/)).toBeTruthy();
  });

  it('groups rows under their headings', async () => {
    show(table({ limit: 2, grouping: { key: (row) => row.state, render: (key, rows) => `组 ${key}: ${rows.length}` } }));
    expect(await screen.findByText('组 ok: 2')).toBeTruthy();
  });

  it.each([
    [403, '没有查看权限'],
    [404, '找不到这条记录'],
    [503, '服务暂时不可用'],
    [0, '连不上服务器'],
    [500, '数据库没有应答'],
  ])('says what happened when the list cannot be had (%i)', async (status, title) => {
    const fetch = (): Promise<Page<Row>> => Promise.reject(new ApiProblem({ status, title: '数据库没有应答' }));
    show(table({ source: { key: ['test', status], fetch } }));
    expect(await screen.findByText(title)).toBeTruthy();
  });

  it('tells an empty list from a filter that finds nothing', async () => {
    const nothing = (): Promise<Page<Row>> => Promise.resolve({ items: [], next: null, total: 0 });
    const first = show(table({ source: { key: ['a'], fetch: nothing }, empty: <p>还没有主机</p> }));
    expect(await screen.findByText('还没有主机')).toBeTruthy();
    first.unmount();
    show(table({ source: { key: ['b'], fetch: nothing }, empty: <p>还没有主机</p> }), '/?state=bad');
    expect(await screen.findByText('没有符合条件的记录')).toBeTruthy();
  });
});
