import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { TypePage, TypesPage } from '@/modules/inventory';
import type { Rehearsal } from '@/modules/inventory/types';

import { attribute, itemType, refusal, typeWith } from './inventory';
import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const READ = ['inventory:read'];
const MODEL = [...READ, 'inventory:model'];
const RACK = typeWith('rack', '机柜', { height: attribute('高度', { type: 'integer', 'x-unit': 'U' }), room: attribute('所在机房', { type: 'string', 'x-item': ['room'] }) }, { own: ['height'] });
const TYPES = [itemType('item', '配置项', { abstract: true, parent: null }), itemType('rack', '机柜', { family: 'facility' }), itemType('server', '服务器'), itemType('room', '机房', { family: 'facility' })];
const ESTATE = { total: 3, by_type: [{ type: 'rack', title: '机柜', title_en: 'Rack', total: 3, ok: 3, warning: 0, critical: 0, unknown: 0 }] };

function open(permissions: readonly string[], address: string, answers: Answers): Request[] {
  const sent = serveTo(permissions, { 'GET /item-types': () => TYPES, 'GET /item-types/rack': () => RACK, 'GET /estate/health': () => ESTATE, ...answers });
  show(
    <SignedIn>
      <Routes>
        <Route path="/item-types" element={<TypesPage />} />
        <Route path="/item-types/:key" element={<TypePage />} />
      </Routes>
    </SignedIn>,
    address,
  );
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

describe('the catalogue of types', () => {
  it('shows the types by family with how many items there are, and finds one by its name or key', async () => {
    open(READ, '/item-types', {});
    const rack = await screen.findByRole('link', { name: /机柜/ });
    expect(await within(rack).findByText('3 项')).toBeTruthy();
    expect(within(screen.getByRole('link', { name: /服务器/ })).getByText('0 项')).toBeTruthy();
    expect(screen.getByText('机房与动环')).toBeTruthy();
    expect(screen.queryByText('配置项')).toBeNull();
    const find = screen.getByLabelText('查找模型');
    await userEvent.setup().type(find, 'SERV');
    expect(screen.queryByRole('link', { name: /机柜/ })).toBeNull();
    expect(screen.getByRole('link', { name: /服务器/ })).toBeTruthy();
    await userEvent.setup().type(find, '？');
    expect(screen.getByText('没有符合条件的模型')).toBeTruthy();
  });

  it('says no count while none is known', async () => {
    open(READ, '/item-types', { 'GET /estate/health': () => refusal(503) });
    await screen.findByRole('link', { name: /机柜/ });
    expect(screen.queryByText('0 项')).toBeNull();
  });

  it('offers a new type only to who may change types, and tells a failure with a way to try again', async () => {
    let down = true;
    open(READ, '/item-types', { 'GET /item-types': () => (down ? refusal(503) : TYPES) });
    await screen.findByText('服务暂时不可用');
    expect(screen.queryByRole('button', { name: '新建模型' })).toBeNull();
    down = false;
    await userEvent.setup().click(screen.getByRole('button', { name: '重试' }));
    await screen.findByRole('link', { name: /机柜/ });
  });
});

describe('the page of a type', () => {
  it('tells what each attribute takes and where it comes from', async () => {
    open(READ, '/item-types/rack', {});
    const height = (await screen.findByText('高度')).closest('tr');
    expect(height?.textContent).toContain('整数，U');
    expect(height?.textContent).toContain('本模型');
    const room = screen.getByText('所在机房').closest('tr');
    await waitFor(() => expect(room?.textContent).toContain('引用 机房'));
    expect(room?.textContent).toContain('经配置项继承');
  });

  it('offers what the reader may do, and nothing else', async () => {
    open([...MODEL, 'inventory:write'], '/item-types/rack', {});
    await screen.findByRole('button', { name: '登记' });
    expect(screen.getByRole('button', { name: '修改模型' })).toBeTruthy();
  });

  it.each([
    ['out of use', { retired: true }, '已停用'],
    ['to inherit from', { abstract: true }, '仅用于继承'],
  ])('of one %s says so, and registers nothing', async (_, change, told) => {
    open([...READ, 'inventory:write'], '/item-types/rack', { 'GET /item-types/rack': () => ({ ...RACK, ...change }) });
    await screen.findByText(told);
    expect(screen.queryByRole('button', { name: '登记' })).toBeNull();
  });

  it('only reads for who may only read', async () => {
    open(READ, '/item-types/rack', {});
    await screen.findByText('高度');
    expect(screen.queryByRole('button', { name: '登记' })).toBeNull();
    expect(screen.queryByRole('button', { name: '修改模型' })).toBeNull();
  });

  it('says what is missing: the type, its rules, its relations, its versions', async () => {
    open(READ, '/item-types/nothing', { 'GET /item-types/nothing': () => refusal(404) });
    await screen.findByText('找不到这条记录');
  });

  it.each([
    ['relations', '没有适用的关联关系'],
    ['rules', '没有识别规则，只能人工登记'],
    ['versions', '升级前的模型没有版本记录'],
  ])('says of a type without %s that it has none', async (tab, told) => {
    open(READ, `/item-types/rack?tab=${tab}`, {});
    await screen.findByText(told);
  });

  it('reads rules by the titles of attributes, and versions with what changed', async () => {
    const ruled = { ...RACK, identity: [['height', '@name']], unique: [{ type: 'rack', by: ['height', '@organisation'], among: 'in_use' }] };
    const version = { version: 2, kind: 'changed', at: '2026-11-20T00:00:00Z', actor_kind: 'user', actor_name: '李静', delta: { '/title': ['柜', '机柜'] } };
    open(READ, '/item-types/rack?tab=rules', { 'GET /item-types/rack': () => ruled, 'GET /item-types/rack/versions': () => ({ items: [version], next: null, total: 1 }) });
    await screen.findByText('高度 + 名称');
    expect(screen.getByText(/高度 \+ 所属单位/).textContent).toContain('已退役的不算');
    await userEvent.setup().click(screen.getByRole('tab', { name: '版本' }));
    expect(await screen.findByText(/柜 → 机柜/)).toBeTruthy();
    expect(screen.getByText(/李静/)).toBeTruthy();
  });
});

describe('the editor of types', () => {
  const definition = { key: 'rack', title: '机柜', title_en: 'Rack', parent: 'item', schema: { type: 'object', properties: { height: attribute('高度', { type: 'integer', 'x-unit': 'U' }) } } };
  const rehearsal: Rehearsal = { harmless: true, delta: { '/title': ['机柜', '柜'] }, items: 12, migrated: 0, lost: {}, broken_count: 0, broken: [], duplicate_count: 0, duplicates: [] };

  async function edit(answers: Answers): Promise<{ user: ReturnType<typeof userEvent.setup>; sent: Request[] }> {
    const sent = open(MODEL, '/item-types/rack', { 'GET /item-types/rack/definition': () => ({ version: 4, pack: '', definition }), ...answers });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '修改模型' }));
    await screen.findByRole('button', { name: '预演' });
    return { user, sent };
  }
  const asked = (sent: readonly Request[], method: string): Request[] => sent.filter((request) => request.method === method);

  it('saves only what was rehearsed and does no harm', async () => {
    let put: unknown;
    const { user } = await edit({
      'POST /item-type-rehearsals': () => rehearsal,
      'PUT /item-types/rack': async (request) => {
        put = JSON.parse(await request.text());
        return RACK;
      },
    });
    const save = screen.getByRole('button', { name: '保存并生效' });
    expect(save).toHaveProperty('disabled', true);
    const title = screen.getByLabelText('中文名称');
    await user.clear(title);
    await user.type(title, '柜');
    await user.click(screen.getByRole('button', { name: '预演' }));
    await screen.findByText('可以生效');
    expect(screen.getByText('检查了 12 项资源，其中 0 项的属性随之变更')).toBeTruthy();
    await user.type(title, '子');
    expect(save).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('button', { name: '预演' }));
    await waitFor(() => expect(save).toHaveProperty('disabled', false));
    await user.click(save);
    await screen.findByText('已生效');
    expect(put).toMatchObject({ version: 4, definition: { title: '柜子', parent: 'item' } });
  });

  it('tells which items stand in the way, and saves nothing', async () => {
    const harm = { ...rehearsal, harmless: false, lost: { height: 3 }, broken_count: 1, broken: [{ item: 'r1', name: '甲柜', reasons: ['高度必填'] }] };
    const { user } = await edit({ 'POST /item-type-rehearsals': () => harm });
    await user.click(screen.getByRole('button', { name: '预演' }));
    await screen.findByText('会影响已登记的资源，不能生效');
    expect(screen.getByText('属性 height 仍有 3 项资源在使用')).toBeTruthy();
    expect(screen.getByRole('link', { name: '甲柜' }).getAttribute('href')).toBe('/items/r1');
    expect(screen.getByRole('button', { name: '保存并生效' })).toHaveProperty('disabled', true);
  });

  it('says that nothing was changed, and has nothing to save', async () => {
    const { user } = await edit({ 'POST /item-type-rehearsals': () => ({ ...rehearsal, delta: {} }) });
    await user.click(screen.getByRole('button', { name: '预演' }));
    await screen.findByText('没有改动');
    expect(screen.getByRole('button', { name: '保存并生效' })).toHaveProperty('disabled', true);
  });

  it('marks an empty title at its field and asks the server nothing', async () => {
    const { user, sent } = await edit({});
    await user.clear(screen.getByLabelText('中文名称'));
    await user.click(screen.getByRole('button', { name: '预演' }));
    expect(screen.getByRole('alert').textContent).toBe('请填写');
    expect(asked(sent, 'POST')).toHaveLength(0);
  });

  it('keeps on the page why the server refused, until something is changed', async () => {
    const { user } = await edit({
      'POST /item-type-rehearsals': () => refusal(422, { detail: '模型有误，没有保存。', errors: [{ path: '/definition', message: '属性“height”的表达式有误' }] }),
    });
    await user.click(screen.getByRole('button', { name: '预演' }));
    await screen.findByText('模型有误，没有保存。');
    expect(screen.getByText('属性“height”的表达式有误')).toBeTruthy();
    await user.type(screen.getByLabelText('英文名称'), 's');
    expect(screen.queryByText('模型有误，没有保存。')).toBeNull();
  });

  it('does not let a new attribute take the key of another one', async () => {
    const { user } = await edit({});
    await user.click(screen.getByRole('button', { name: '增加属性' }));
    const key = await screen.findByLabelText(/属性标识/);
    const form = within(key.closest('form') ?? document.body);
    await user.type(form.getByLabelText(/中文名称/), '另一个高度');
    await user.type(key, 'height');
    await user.click(form.getByRole('button', { name: '确定' }));
    await waitFor(() => expect(form.getAllByText('本模型已有这个标识的属性').length).toBeGreaterThan(0));
    await user.type(key, '_2');
    await user.click(form.getByRole('button', { name: '确定' }));
    await screen.findByText('另一个高度');
    expect(screen.getAllByText('高度')).toHaveLength(2);
  });

  it('asks for a proper key of a new type', async () => {
    const sent = open(MODEL, '/item-types', {});
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '新建模型' }));
    await user.type(await screen.findByLabelText(/标识/), '水泵');
    await user.click(screen.getByRole('button', { name: '预演' }));
    expect(screen.getAllByRole('alert').map((alert) => alert.textContent)).toEqual(['以小写字母开头，只用小写字母、数字和下划线；保存后不能修改', '请填写', '请填写']);
    expect(asked(sent, 'POST')).toHaveLength(0);
  });
});
