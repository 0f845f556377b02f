import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ItemsPage } from '@/modules/inventory';
import { NewItem } from '@/modules/inventory/NewItem';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { NamedItems } from '@/shared/items/items';

import { attribute, item, itemType, refusal, typeWith } from './inventory';
import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const SERVER = typeWith('server', '服务器', {
  serial: attribute('序列号', { type: 'string', maxLength: 10 }),
  load: attribute('负载', { type: 'number', 'x-volatile': true }),
  age: attribute('使用年限', { type: 'integer', 'x-computed': 'days.today - days.bought' }),
});
const TYPES = [itemType('item', '配置项', { abstract: true }), itemType('server', '服务器')];
const WHOLE_PAGE = { items: [], next: null, total: 0 };

function answersWith(answers: Answers): Answers {
  return { 'GET /item-types': () => TYPES, 'GET /item-types/server': () => SERVER, ...answers };
}

afterEach(() => vi.unstubAllGlobals());

describe('registering an item', () => {
  it('asks for the type first, then for the name and what a person may set of that type', async () => {
    let made: unknown;
    serveTo(['inventory:write'], answersWith({
      'GET /organisations': () => ({ items: [{ id: 'u1', name: '大数据中心' }], next: null, total: 1 }),
      'POST /items': async (request) => {
        made = JSON.parse(await request.text());
        return item('new', '应用服务器');
      },
    }));
    const user = userEvent.setup();
    const { address } = show(<SignedIn><NewItem type={undefined} onClose={() => undefined} /></SignedIn>, '/items');
    await user.click(await screen.findByLabelText('选择模型'));
    expect(screen.queryByText('配置项')).toBeNull();
    await user.click(await screen.findByTitle('服务器'));
    await user.type(await screen.findByLabelText(/^名称/), '应用服务器');
    expect(screen.queryByText('负载')).toBeNull();
    expect(screen.queryByText('使用年限')).toBeNull();
    await user.type(screen.getByLabelText(/序列号/), 'A-1');
    await user.click(await screen.findByLabelText(/所属单位/));
    await user.click(await screen.findByTitle('大数据中心'));
    await user.click(screen.getByRole('button', { name: '登记' }));
    await waitFor(() => expect(address()).toBe('/items/new'));
    expect(made).toEqual({ type: 'server', name: '应用服务器', organisation: 'u1', attributes: { serial: 'A-1' }, relations: [] });
  });

  it('shows what the server says of the name at the name, and keeps the entries', async () => {
    serveTo(['inventory:write'], answersWith({
      'POST /items': () => refusal(422, { detail: '配置项的内容不符合模型。', errors: [{ path: '/name', message: '名称不能为空' }, { path: '/attributes/serial', message: '已被占用' }] }),
    }));
    const user = userEvent.setup();
    show(<SignedIn><NewItem type="server" onClose={() => undefined} /></SignedIn>);
    const name = await screen.findByLabelText<HTMLInputElement>(/^名称/);
    await user.type(name, '应');
    await user.type(screen.getByLabelText(/序列号/), 'A-1');
    await user.click(screen.getByRole('button', { name: '登记' }));
    await screen.findByText('名称不能为空');
    expect(screen.getByText('已被占用')).toBeTruthy();
    expect(name.value).toBe('应');
  });

  it('wants a name, and a serial number of the right length', async () => {
    const sent = serveTo(['inventory:write'], answersWith({}));
    const user = userEvent.setup();
    show(<SignedIn><NewItem type="server" onClose={() => undefined} /></SignedIn>);
    await user.type(await screen.findByLabelText(/序列号/), 'A-123456789');
    await user.click(screen.getByRole('button', { name: '登记' }));
    expect(screen.getAllByRole('alert').map((alert) => alert.textContent)).toEqual(['请填写', '最多 10 个字']);
    expect(sent.filter((request) => request.method === 'POST')).toHaveLength(0);
  });

  it('says that a type cannot be had', async () => {
    serveTo(['inventory:write'], answersWith({ 'GET /item-types/server': () => refusal(404) }));
    show(<SignedIn><NewItem type="server" onClose={() => undefined} /></SignedIn>);
    await screen.findByText('找不到这条记录');
  });

  it.each([
    [['inventory:read', 'inventory:write'], 1],
    [['inventory:read'], 0],
  ])('is offered on the list of items by permission: %s', async (permissions, buttons) => {
    serveTo(permissions, answersWith({ 'GET /items': () => WHOLE_PAGE }));
    show(<SignedIn><ItemsPage /></SignedIn>, '/items');
    await screen.findByText('还没有资源');
    expect(screen.queryAllByRole('button', { name: '登记' })).toHaveLength(buttons);
  });
});

describe('fields of items', () => {
  const field = (own: Parameters<typeof attribute>[1]) => ({ type: 'object', properties: { it: attribute('字段', own) } });

  it('names every item that is chosen, whichever are offered', async () => {
    serveTo(['inventory:read'], {
      'GET /items': () => ({ ...WHOLE_PAGE, items: [item('r9', '九号机柜')] }),
      'GET /items/r2': () => item('r2', '二号机柜'),
      'GET /items/0123456789ab': () => refusal(404),
    });
    const send = vi.fn().mockResolvedValue(undefined);
    show(
      <NamedItems value={{ r1: { name: '一号机柜', type: 'rack' } }}>
        <SchemaForm schema={field({ type: 'array', items: { type: 'string', 'x-item': ['rack'] } })} initial={{ it: ['r1', 'r2', '0123456789ab'] }} onSubmit={send} />
      </NamedItems>,
    );
    await screen.findByText('一号机柜');
    await screen.findByText('二号机柜');
    await screen.findByText('01234567');
  });

  it('looks for items of the types that may stand there', async () => {
    const sent = serveTo(['inventory:read'], {
      'GET /items': (request) => ({ ...WHOLE_PAGE, items: request.url.includes(`q=${encodeURIComponent('甲')}`) ? [item('r1', '甲机柜', { type_title: '机柜' })] : [] }),
    });
    const send = vi.fn().mockResolvedValue(undefined);
    const user = userEvent.setup();
    show(<SchemaForm schema={field({ type: 'string', 'x-item': ['rack', 'room'] })} onSubmit={send} />);
    await user.type(await screen.findByLabelText('字段'), '甲');
    await user.click(await screen.findByText('甲机柜'));
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ it: 'r1' }));
    expect(sent.every((request) => new URL(request.url).searchParams.get('type__in') === 'rack,room')).toBe(true);
  });
});

describe('fields of records and amounts', () => {
  const REPAIRS = {
    type: 'object',
    properties: {
      it: attribute('维修记录', {
        type: 'array',
        items: { type: 'object', properties: { what: attribute('内容', { type: 'string' }), cost: attribute('费用', { type: 'number' }) } },
      }),
    },
  };

  it('takes records line by line, without the lines that say nothing', async () => {
    const send = vi.fn().mockResolvedValue(undefined);
    const user = userEvent.setup();
    show(<SchemaForm schema={REPAIRS} onSubmit={send} />);
    const add = await screen.findByRole('button', { name: '增加一条' });
    await user.click(add);
    await user.click(add);
    await user.click(add);
    const lines = screen.getAllByLabelText('内容');
    await user.type(lines[0] ?? add, '换硬盘');
    await user.type(lines[2] ?? add, '换电源');
    await user.click(screen.getByRole('button', { name: '删除第 3 条' }));
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ it: [{ what: '换硬盘' }] }));
  });

  it.each([
    ['byte', 'GiB', '64', 64 * 1024 ** 3],
    ['bit/s', 'Gbit/s', '10', 10_000_000_000],
  ])('takes an amount of %s in %s', async (unit, scale, typed, raw) => {
    const send = vi.fn().mockResolvedValue(undefined);
    const user = userEvent.setup();
    show(<SchemaForm schema={{ type: 'object', properties: { it: attribute('容量', { type: 'integer', 'x-unit': unit }) } }} onSubmit={send} />);
    expect(screen.getByTitle(scale)).toBeTruthy();
    await user.type(screen.getByRole('textbox'), typed);
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ it: raw }));
  });

  it('keeps a wrong amount as typed and says why', async () => {
    const user = userEvent.setup();
    show(<SchemaForm schema={{ type: 'object', properties: { it: attribute('容量', { type: 'integer', 'x-unit': 'byte' }) } }} onSubmit={vi.fn()} />);
    const amount = screen.getByRole<HTMLInputElement>('textbox');
    await user.type(amount, '很大');
    await user.tab();
    expect(amount.value).toBe('很大');
    expect(screen.getByRole('alert').textContent).toBe('请填写整数');
  });
});
