import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ItemImportPage } from '@/modules/inventory';
import { ImportPage } from '@/modules/kernel/people';

import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const RUN = {
  id: 'r1',
  type: 'host',
  type_title: '主机',
  type_title_en: 'Host',
  file_name: '主机.xlsx',
  state: 'checked',
  phase: '',
  problem: '',
  foreign: false,
  notes: [] as string[],
  headings: ['名称', '出厂编号'],
  mapping: { 名称: '@name', 出厂编号: 'attributes.serial' },
  total: 2000,
  done: 2000,
  creates: 1200,
  updates: 10,
  unchanged: 0,
  reviews: 3,
  errors: 2,
  mine: true,
  actor_name: '张伟',
  created_at: '2026-11-21T00:00:00Z',
  applied_at: null,
};

const TARGETS = [
  { key: '@name', title: '名称', title_en: 'Name', required: true },
  { key: 'attributes.serial', title: '序列号', title_en: 'Serial number', required: false },
  { key: 'attributes.hostname', title: '主机名', title_en: 'Host name', required: false },
];

function open(run: object, answers: Answers = {}): Request[] {
  const sent = serveTo(['inventory:write'], {
    'GET /item-imports/r1': () => ({ ...RUN, ...run }),
    'GET /item-imports/targets': () => TARGETS,
    'GET /item-types': () => [],
    'GET /item-types/host': () => ({ key: 'host', schema: { properties: { serial: { 'x-title': { 'zh-CN': '序列号', 'en-US': 'Serial number' } } } } }),
    ...answers,
  });
  show(
    <SignedIn>
      <ItemImportPage />
    </SignedIn>,
    '/items/import?run=r1',
  );
  return sent;
}

const row = (number: number, rest: object) => ({ id: `row${number}`, number, verdict: 'error', cells: {}, messages: [], said: '', changes: {}, item: null, ...rest });

afterEach(() => vi.unstubAllGlobals());

describe('an import of items', () => {
  it('tells of a file of another system what stays out, and what its rows are known by', async () => {
    open(
      {
        type: '@zabbix',
        type_title: 'Zabbix 主机',
        foreign: true,
        notes: ['监控项：12'],
        headings: ['模型', '序列号', '来源标识'],
        mapping: { 模型: '@type', 序列号: 'attributes.serial', 来源标识: '@foreign' },
      },
      {
        'GET /item-imports/r1/rows': () => ({
          items: [row(1, { verdict: 'update', changes: { '@foreign': [null, 'host/web-01'], serial: ['A', 'B'] } })],
          total: 1,
          total_is_exact: true,
          next: null,
        }),
      },
    );
    expect(await screen.findByText('监控项：12')).toBeTruthy();
    expect(screen.getByText('Zabbix 主机')).toBeTruthy();
    expect(await screen.findByRole('combobox', { name: '序列号' })).toBeTruthy();
    expect(screen.queryByRole('combobox', { name: '来源标识' })).toBeNull();
    expect(await screen.findByText(/来源标识.*host\/web-01/)).toBeTruthy();
  });

  it('tells how far it is while the server works, and can be cancelled', async () => {
    const sent = open({ state: 'applying', phase: 'rows', done: 500 }, { 'POST /item-imports/r1/cancel': () => ({ ...RUN, state: 'cancelled' }) });
    await screen.findByText('500 / 2,000 行');
    screen.getByText('正在导入');
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: '取消导入' }));
    await user.click(within(await screen.findByRole('tooltip')).getByRole('button', { name: '取消导入' }));
    await waitFor(() => expect(sent.map((each) => each.url).some((url) => url.endsWith('/item-imports/r1/cancel'))).toBe(true));
  });

  it('tells each wrong row with its reason and what a right one changes, and how many go in', async () => {
    open(
      {},
      {
        'GET /item-imports/r1/rows': () => ({
          items: [
            row(7, { cells: { 出厂编号: 'SN-7', 名称: 'db01' }, messages: [{ column: '处理器核数', message: '须为整数' }] }),
            row(8, { verdict: 'update', item: 'i8', changes: { serial: [null, 'SN-8'] } }),
          ],
          next: null,
          total: 2,
        }),
      },
    );
    await screen.findByText('处理器核数：须为整数');
    screen.getByText('db01 · SN-7');
    await screen.findByText('序列号：空 → SN-8');
    expect(screen.getByRole('link', { name: '查看资源' }).getAttribute('href')).toBe('/items/i8');
    screen.getByRole('button', { name: '导入 1,213 行' });
    screen.getByText(/2 行有误，不会导入。/);
    screen.getByText(/3 行无法确定是哪个资源，将送人工核实。/);
    expect(screen.getByRole('link', { name: '下载问题行' }).getAttribute('href')).toBe('/api/v1/item-imports/r1/errors?suffix=xlsx');
  });

  it('lets a column fill only what no other fills, and says why the server refuses a mapping', async () => {
    open(
      {},
      {
        'POST /item-imports/r1/mapping': () => Response.json({ title: '对应关系有误', detail: '“主机名”对应了多列。', code: 'bad_mapping', status: 422 }, { status: 422 }),
      },
    );
    const user = userEvent.setup();
    await user.click(await screen.findByRole('combobox', { name: '出厂编号' }));
    const option = async (title: string) => (await screen.findAllByTitle(title)).find((each) => each.className.includes('ant-select-item'));
    const free = await option('主机名');
    if (free === undefined) throw new Error('not offered');
    expect((await option('名称'))?.className).toContain('disabled');
    expect(free.className).not.toContain('disabled');
    await user.click(free);
    await user.click(screen.getByRole('button', { name: '按新的对应关系重新检查' }));
    await screen.findByText('“主机名”对应了多列。');
    screen.getByRole('button', { name: '按新的对应关系重新检查' });
  });

  it('that was cancelled halfway leads to what it wrote, and offers nothing more', async () => {
    open({ state: 'cancelled', phase: 'rows', done: 500 });
    await screen.findByText('已取消');
    screen.getByText(/停止时处理到 500 \/ 2,000 行，其余未写入/);
    expect(screen.getByRole('link', { name: '查看变更' }).getAttribute('href')).toBe('/change-batches/r1');
    expect(screen.queryByRole('button', { name: /导入 .* 行/ })).toBeNull();
    expect(screen.queryByRole('button', { name: '取消导入' })).toBeNull();
  });

  it('of somebody else is looked at, not decided', async () => {
    open({ mine: false, actor_name: '李敏' });
    await screen.findByText(/由李敏上传/);
    expect(screen.queryByRole('button', { name: /导入 .* 行/ })).toBeNull();
    expect(screen.queryByText('下载问题行')).toBeNull();
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: '名称' }).disabled).toBe(true);
  });

  it('says why a file was refused, and shows no empty rows', async () => {
    open({ state: 'refused', problem: '工作簿含有宏，已拒绝；请另存为不含宏的 .xlsx。', total: 0, headings: [] });
    expect((await screen.findByRole('alert')).textContent).toContain('含有宏');
    expect(screen.queryByText('列对应关系')).toBeNull();
  });
});

describe('an import of people', () => {
  it('goes in only as a whole: with a wrong row nothing can be confirmed', async () => {
    serveTo(['user:manage'], {
      'GET /people-imports/p1': () => ({ ...RUN, id: 'p1', kind: 'users', reviews: undefined, errors: 1 }),
      'GET /people-imports/p1/rows': () => ({ items: [row(3, { messages: [{ column: '手机', message: '格式不符' }] })], next: null, total: 1 }),
    });
    show(
      <SignedIn>
        <ImportPage />
      </SignedIn>,
      '/admin/people-import?run=p1',
    );
    await screen.findByText('手机：格式不符');
    screen.getByText('有 1 行有误，请在表格中改正后重新上传。');
    expect(screen.queryByRole('button', { name: /确认导入/ })).toBeNull();
    expect(screen.queryByText('待核实')).toBeNull();
  });
});
