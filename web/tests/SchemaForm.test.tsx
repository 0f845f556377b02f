import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { ApiProblem } from '@/shared/api/problem';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';

import { show } from './render';

const SCHEMA: JsonSchema = {
  type: 'object',
  required: ['level', 'cause'],
  properties: {
    level: { type: 'integer', title: '级别', oneOf: [{ const: 1, title: '一级' }, { const: 2, title: '二级' }] },
    cause: { type: 'string', title: '原因', 'x-widget': 'textarea', maxLength: 10 },
    memory: { type: 'integer', title: '内存', minimum: 1 },
    temporary: { type: 'boolean', title: '临时措施' },
    plan: { type: 'string', title: '后续方案' },
    rating: { type: 'integer', title: '满意度', minimum: 1, maximum: 5, 'x-widget': 'rate' },
  },
  if: { properties: { temporary: { const: true } }, required: ['temporary'] },
  then: { required: ['plan'] },
};

describe('SchemaForm', () => {
  it('sends what was entered, with the types of the schema', async () => {
    const user = userEvent.setup();
    const send = vi.fn().mockResolvedValue(undefined);
    show(<SchemaForm schema={SCHEMA} onSubmit={send} />);
    await user.click(screen.getByLabelText('二级'));
    await user.type(screen.getByLabelText(/原因/), '断电');
    await user.type(screen.getByLabelText(/内存/), '256');
    await user.click(screen.getByRole('radio', { name: '4 分' }));
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ level: 2, cause: '断电', memory: 256, rating: 4 }));
  });

  it('says what is missing only when somebody tries to send, and asks the server nothing', async () => {
    const user = userEvent.setup();
    const send = vi.fn();
    show(<SchemaForm schema={SCHEMA} onSubmit={send} />);
    expect(screen.queryByRole('alert')).toBeNull();
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect(screen.getAllByRole('alert').map((alert) => alert.textContent)).toEqual(['请选择', '请填写']);
    expect(screen.getByText('请检查标出的 2 处')).toBeTruthy();
    expect(send).not.toHaveBeenCalled();
  });

  it('keeps a wrong entry as typed and says why', async () => {
    const user = userEvent.setup();
    show(<SchemaForm schema={SCHEMA} onSubmit={vi.fn()} />);
    const memory = screen.getByLabelText<HTMLInputElement>(/内存/);
    await user.type(memory, '很大');
    await user.tab();
    expect(memory.value).toBe('很大');
    expect(screen.getByRole('alert').textContent).toBe('请填写整数');
    await user.clear(memory);
    await user.type(memory, '0');
    await user.tab();
    expect(screen.getByRole('alert').textContent).toBe('不能小于 1');
  });

  it('asks for more when the answers ask for it', async () => {
    const user = userEvent.setup();
    const send = vi.fn();
    show(<SchemaForm schema={SCHEMA} initial={{ level: 1, cause: '断电' }} onSubmit={send} />);
    await user.click(screen.getByLabelText('是'));
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect(screen.getByRole('alert').textContent).toBe('请填写');
    expect(send).not.toHaveBeenCalled();
  });

  it('shows the word of the server at the field it belongs to, keeps the entries, and lets one try again', async () => {
    const user = userEvent.setup();
    const refusal = new ApiProblem({
      status: 422,
      title: '填写有误',
      detail: '请检查标出的字段。',
      fields: [{ path: '/data/cause', message: '须写明设备' }, { path: '/other', message: '不认识' }],
    });
    const send = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce(undefined);
    show(<SchemaForm schema={SCHEMA} initial={{ level: 1 }} errorRoot="data" onSubmit={send} />);
    const cause = screen.getByLabelText<HTMLTextAreaElement>(/原因/);
    await user.type(cause, '断电');
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect(await screen.findByText('须写明设备')).toBeTruthy();
    expect(screen.getByText(/other: 不认识/)).toBeTruthy();
    expect(cause.value).toBe('断电');
    await user.type(cause, '甲柜');
    expect(screen.queryByText('须写明设备')).toBeNull();
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenLastCalledWith({ level: 1, cause: '断电甲柜' }));
  });

  it('restores what was typed and not sent, and forgets it when it was', async () => {
    const user = userEvent.setup();
    const send = vi.fn().mockResolvedValue(undefined);
    const first = show(<SchemaForm schema={SCHEMA} draftKey="t1" initial={{ level: 1 }} onSubmit={send} />);
    await user.type(screen.getByLabelText(/原因/), '断电');
    first.unmount();

    const second = show(<SchemaForm schema={SCHEMA} draftKey="t1" initial={{ level: 1 }} onSubmit={send} />);
    expect(screen.getByLabelText<HTMLTextAreaElement>(/原因/).value).toBe('断电');
    expect(screen.getByText('已恢复上次未提交的内容')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(screen.queryByText('已恢复上次未提交的内容')).toBeNull());
    second.unmount();

    show(<SchemaForm schema={SCHEMA} draftKey="t1" onSubmit={send} />);
    expect(screen.getByLabelText<HTMLTextAreaElement>(/原因/).value).toBe('');
  });
});
