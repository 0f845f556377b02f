import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { JsonSchema } from '@/shared/form/schema';
import { SchemaFacts } from '@/shared/form/SchemaFacts';
import { SchemaForm } from '@/shared/form/SchemaForm';

import { show } from './render';

interface Entry {
  readonly code: string;
  readonly title: string;
  readonly parent?: string;
}

const SCHEMA: JsonSchema = { type: 'object', properties: { zone: { type: 'string', title: '区域', 'x-dictionary': 'zone' } } };

/** Answers in the server's place; gives the queries it was asked. */
function serve(choices: readonly Entry[], off: readonly Entry[] = [], total = choices.length): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  const shown = (entry: Entry, usable: boolean) => ({ parent: null, ...entry, title_en: entry.title, path: [entry.title], path_en: [entry.title], leaf: true, usable });
  vi.stubGlobal('fetch', (request: Request) => {
    const url = new URL(request.url);
    asked.push(url.searchParams);
    const q = url.searchParams.get('q') ?? '';
    const codes = url.searchParams.get('codes')?.split(',');
    const items =
      codes === undefined
        ? choices.filter((entry) => entry.title.includes(q)).map((entry) => shown(entry, true))
        : [...choices, ...off].filter((entry) => codes.includes(entry.code)).map((entry) => shown(entry, !off.includes(entry)));
    const hierarchical = choices.some((entry) => entry.parent !== undefined);
    return Promise.resolve(Response.json({ key: 'zone', title: '区域', title_en: 'Zone', hierarchical, total: codes === undefined && q === '' ? total : items.length, items }));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe('fields of a data dictionary', () => {
  it('offers its entries and sends the code', async () => {
    serve([{ code: 'a', title: '政务外网' }, { code: 'b', title: '互联网' }]);
    const user = userEvent.setup();
    const send = vi.fn().mockResolvedValue(undefined);
    show(<SchemaForm schema={SCHEMA} onSubmit={send} />);
    await user.click(await screen.findByRole('combobox', { name: '区域' }));
    await user.click(await screen.findByTitle('互联网'));
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ zone: 'b' }));
  });

  it('goes down level by level in a tree', async () => {
    serve([{ code: 'a', title: '政务外网' }, { code: 'a1', title: '公用区', parent: 'a' }]);
    const user = userEvent.setup();
    const send = vi.fn().mockResolvedValue(undefined);
    show(<SchemaForm schema={SCHEMA} onSubmit={send} />);
    await screen.findByRole('combobox', { name: '区域' });
    await waitFor(() => expect(document.querySelector('.ant-cascader')).not.toBeNull());
    await user.click(screen.getByRole('combobox', { name: '区域' }));
    await user.click(await screen.findByText('政务外网'));
    await user.click(await screen.findByText('公用区'));
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ zone: 'a1' }));
  });

  it('still names what can no longer be chosen', async () => {
    serve([{ code: 'a', title: '政务外网' }], [{ code: 'old', title: '老机房网' }]);
    show(<SchemaForm schema={SCHEMA} initial={{ zone: 'old' }} onSubmit={vi.fn()} />);
    expect(await screen.findByText('老机房网（已停用）')).toBeTruthy();
  });

  it('asks the server for what is typed when there are many', async () => {
    const many = Array.from({ length: 5 }, (_, n) => ({ code: `c${n}`, title: `第${n}区` }));
    const asked = serve(many, [], 900);
    const user = userEvent.setup();
    show(<SchemaForm schema={SCHEMA} onSubmit={vi.fn()} />);
    await screen.findByText('共 900 项，输入名称或编码查找');
    await user.type(screen.getByRole('combobox', { name: '区域' }), '第3');
    await waitFor(() => expect(asked.some((query) => query.get('q') === '第3')).toBe(true));
    expect(await screen.findByTitle('第3区')).toBeTruthy();
  });

  it('reads codes as words, all codes of a page with one question', async () => {
    const asked = serve([{ code: 'a', title: '政务外网' }], [{ code: 'old', title: '老机房网' }]);
    show(
      <>
        <SchemaFacts schema={SCHEMA} value={{ zone: 'a' }} />
        <SchemaFacts schema={SCHEMA} value={{ zone: 'old' }} />
      </>,
    );
    expect(await screen.findByText('政务外网')).toBeTruthy();
    expect(await screen.findByText('老机房网')).toBeTruthy();
    expect(asked.map((query) => query.get('codes'))).toEqual(['a,old']);
  });
});
