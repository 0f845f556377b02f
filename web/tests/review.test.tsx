import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CasePage, ReviewPage } from '@/modules/inventory';
import type { CaseDetail } from '@/modules/inventory/review/api';

import { attribute, item, itemType, refusal, typeWith } from './inventory';
import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const CASE: CaseDetail = {
  id: 'c1',
  reason: 'ambiguous',
  reason_title: '符合多个配置项',
  detail: '符合 2 个配置项，已送人工核对',
  type: 'host',
  type_title: '主机',
  type_title_en: 'Host',
  name: 'twin',
  observation: { attributes: { os: 'Kylin', macs: ['m1', 'm2'], phone: '139****4321' } },
  whole: true,
  candidates: ['a', 'b'],
  source: 'agent',
  created_at: '2026-11-20T00:00:00Z',
  seen_at: '2026-11-21T00:00:00Z',
  closed_at: null,
  closed_by: '',
  outcome: '',
  note: '',
  item: null,
  version: 3,
  relations: [],
  elsewhere: false,
  compared: [
    { item: item('a', '甲机', { attributes: { os: 'UOS', macs: ['m1'], phone: '139****4321' } }), changes: { os: ['UOS', 'Kylin'] }, withheld: { macs: 'elsewhere' }, open: true },
    { item: item('b', '乙机', { attributes: { os: 'Kylin' } }), changes: {}, withheld: { os: 'manual' }, open: false },
  ],
};
const HOST = typeWith('host', '主机', { os: attribute('操作系统', { type: 'string' }), macs: attribute('网卡地址', { type: 'array', items: { type: 'string' } }), phone: attribute('联系电话', { type: 'string' }) });

function open(address: string, answers: Answers = {}, permissions = ['inventory:read', 'inventory:write']) {
  const sent = serveTo(permissions, {
    'GET /review-cases/c1': () => CASE,
    'GET /item-types': () => [itemType('host', '主机')],
    'GET /item-types/host': () => HOST,
    ...answers,
  });
  const shown = show(
    <SignedIn>
      <Routes>
        <Route path="/review-cases" element={<ReviewPage />} />
        <Route path="/review-cases/:id" element={<CasePage />} />
      </Routes>
    </SignedIn>,
    address,
  );
  return { sent, ...shown };
}

const bodies = (sent: Request[], path: string): Promise<unknown[]> =>
  Promise.all(sent.filter((each) => each.method === 'POST' && each.url.endsWith(path)).map((each) => each.clone().json() as Promise<unknown>));

afterEach(() => vi.unstubAllGlobals());

describe('a case of the review queue', () => {
  it('stands beside each candidate, with what differs and what becomes of it', async () => {
    open('/review-cases/c1');
    await screen.findByRole('heading', { name: /twin/ });
    const row = (await screen.findByRole('rowheader', { name: '操作系统' })).closest('tr');
    if (row === null) throw new Error('no row');
    const cells = within(row).getAllByRole('cell').map((cell) => cell.textContent);
    expect(cells).toEqual(['Kylin', '≠ UOS将改为上报值', '≠ Kylin人工填写，保持不变']);
    screen.getByText('是另一配置项的标识，不采用');
    screen.getByText('1 项将更新');
  });

  it('is assigned as it was read, only to an item one may change', async () => {
    const { sent, address } = open('/review-cases/c1', { 'POST /review-cases/c1/assign': () => ({ ...CASE, outcome: 'assigned' }) });
    const user = userEvent.setup();
    await screen.findByRole('button', { name: '归入此配置项 甲机' });
    expect(screen.queryByRole('button', { name: '归入此配置项 乙机' })).toBeNull();
    await user.click(screen.getByRole('button', { name: '归入此配置项 甲机' }));
    await waitFor(() => expect(address()).toBe('/review-cases'));
    expect(await bodies(sent, '/assign')).toEqual([{ item: 'a', version: 3 }]);
  });

  it('that somebody else decided first says by whom and offers nothing more', async () => {
    let decided = false;
    open('/review-cases/c1', {
      'GET /review-cases/c1': () => (decided ? { ...CASE, closed_at: '2026-11-21T08:00:00Z', closed_by: '李静', outcome: 'dismissed', note: '测试设备' } : CASE),
      'POST /review-cases/c1/assign': () => {
        decided = true;
        return refusal(409, { code: 'case_closed', detail: '李静已于 11-21 16:00 处理：忽略。' });
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: '归入此配置项 甲机' }));
    await screen.findByText('李静已于 11-21 16:00 处理：忽略。');
    expect((await screen.findByText(/李静 处理：已忽略/)).textContent).toContain('测试设备');
    expect(screen.queryByRole('button', { name: /归入|登记|忽略/ })).toBeNull();
  });

  it('is dismissed only with a reason', async () => {
    const { sent } = open('/review-cases/c1', { 'POST /review-cases/c1/dismiss': () => ({ ...CASE, outcome: 'dismissed' }) });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '忽略' }));
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', { name: '忽略' });
    expect(confirm).toHaveProperty('disabled', true);
    await user.type(within(dialog).getByLabelText('原因'), '测试设备');
    await user.click(confirm);
    await waitFor(async () => expect(await bodies(sent, '/dismiss')).toEqual([{ reason: '测试设备', version: 3 }]));
  });

  it('is registered as new, and a refusal keeps what was typed', async () => {
    const detail = '序列号为必填，其值已用于识别另一个配置项';
    const { sent } = open('/review-cases/c1', { 'POST /review-cases/c1/register': () => refusal(409, { code: 'identity_taken', detail }) });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '登记为新配置项' }));
    const dialog = await screen.findByRole('dialog');
    const name = within(dialog).getByLabelText<HTMLInputElement>('上报名称');
    await user.clear(name);
    await user.type(name, '第三台');
    await user.click(within(dialog).getByRole('button', { name: '登记为新配置项' }));
    expect((await within(dialog).findByRole('alert')).textContent).toBe(detail);
    expect(name.value).toBe('第三台');
    expect(await bodies(sent, '/register')).toEqual([{ name: '第三台', organisation: null, version: 3 }]);
  });

  it('from before the upgrade is only closed', async () => {
    open('/review-cases/c1', { 'GET /review-cases/c1': () => ({ ...CASE, whole: false, compared: CASE.compared.map((each) => ({ ...each, changes: {}, withheld: {}, open: false })) }) });
    await screen.findByRole('button', { name: '关闭' });
    screen.getByText(/只能关闭/);
    expect(screen.queryByRole('button', { name: /归入|登记|忽略/ })).toBeNull();
  });

  it('is only read without the right to change items', async () => {
    open('/review-cases/c1', {}, ['inventory:read']);
    await screen.findByRole('rowheader', { name: '操作系统' });
    expect(screen.queryByRole('button', { name: /归入|登记|忽略|关闭/ })).toBeNull();
  });
});

describe('the review queue', () => {
  it('asks for what is open, and several are dismissed for one reason', async () => {
    const { sent } = open('/review-cases?source=import', {
      'GET /review-cases': () => ({ items: [CASE, { ...CASE, id: 'c2', name: 'other' }], next: null, total: 2 }),
      'POST /review-cases/dismiss': () => ({ results: [{ id: 'c1', ok: true, code: '', message: '' }, { id: 'c2', ok: false, code: 'case_closed', message: '李静已处理' }] }),
    });
    const user = userEvent.setup();
    await screen.findByText('other');
    const asked = sent.find((each) => each.url.includes('/review-cases?'))?.url ?? '';
    expect(asked).toContain('open=true');
    expect(asked).toContain('source=import');
    const boxes = screen.getAllByRole('checkbox');
    for (const box of boxes.slice(-2)) await user.click(box);
    await user.click(within(screen.getByRole('toolbar', { name: /2/ })).getByRole('button', { name: /忽略/ }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('原因'), '演练');
    await user.click(within(dialog).getByRole('button', { name: '忽略' }));
    await screen.findByText('李静已处理');
    expect(await bodies(sent, '/review-cases/dismiss')).toEqual([{ ids: ['c1', 'c2'], reason: '演练' }]);
  });

  it('says why it is empty', async () => {
    open('/review-cases');
    await screen.findByText('没有待核实的记录');
  });
});
