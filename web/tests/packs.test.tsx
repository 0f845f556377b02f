import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FileDrawer } from '@/modules/packs/FileDrawer';

import { show } from './render';

const slot = (value: unknown) => ({ present: true, value });
const FIELD = {
  path: '/a',
  group: '',
  help: '',
  kind: 'data',
  choices: [],
  minimum: null,
  maximum: null,
  required: false,
  default: { present: false, value: null },
  shipped: slot([1]),
  value: slot([1]),
};
const SHIPPED = { pack: 'base', kind: 'rules', id: 'a', version: 0, changed_by: '', changed_at: null, fields: [FIELD], edits: [] as unknown[] };
const EDIT = { kind: 'rules', file: 'a', path: '/a', state: 'edited', was: slot([1]), shipped: slot([1]), value: slot([2]), origin: '', changed_by: '张伟' };
const EDITED = { ...SHIPPED, version: 1, fields: [{ ...FIELD, value: slot([2]) }], edits: [EDIT] };

interface Put {
  readonly match: string | null;
  readonly body: unknown;
}

/** What the server answers: the file to whoever reads, these one after the other to whoever saves. */
let file: typeof SHIPPED;
let answers: { status: number; body: unknown }[];
let puts: Put[];

beforeEach(() => {
  file = SHIPPED;
  answers = [];
  puts = [];
  vi.spyOn(window, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const reading = request.method === 'GET';
    if (!reading) puts.push({ match: request.headers.get('If-Match'), body: await request.json() });
    const { status, body } = reading ? { status: 200, body: file } : (answers.shift() ?? { status: 200, body: file });
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function opened(): Promise<HTMLTextAreaElement> {
  show(<FileDrawer pack="base" file={{ kind: 'rules', id: 'a' }} writable onClose={() => undefined} />);
  return await screen.findByRole('textbox', { name: '/a' });
}

function write(input: HTMLTextAreaElement, text: string): void {
  fireEvent.change(input, { target: { value: text } });
  fireEvent.blur(input);
}

const saving = (n: number): HTMLButtonElement => screen.getByRole('button', { name: `保存 ${n} 处修改` });
const shown = (): string => screen.getByRole<HTMLTextAreaElement>('textbox', { name: '/a' }).value;

describe('the values of a file', () => {
  it('are not changed by being looked at', async () => {
    write(await opened(), '[ 1 ]');
    expect(saving(0).disabled).toBe(true);
  });

  it('show what is shipped once they are put back', async () => {
    file = EDITED;
    await opened();
    fireEvent.click(screen.getByRole('button', { name: '还原' }));
    expect(shown()).toBe('[1]');
  });

  it('keep what was entered when somebody else was faster', async () => {
    answers = [{ status: 412, body: { title: '冲突', code: 'stale', detail: '请刷新' } }];
    const input = await opened();
    write(input, '[3]');
    file = { ...SHIPPED, version: 7 };
    fireEvent.click(saving(1));
    await screen.findByText(/您的修改仍在/);
    await waitFor(() => expect(saving(1).disabled).toBe(false));
    expect(shown()).toBe('[3]');
    fireEvent.click(saving(1));
    await waitFor(() => expect(puts).toHaveLength(2));
    expect(puts.map(({ match }) => match)).toEqual(['"0"', '"7"']);
    expect(puts[1]?.body).toEqual({ edits: [{ path: '/a', present: true, value: [3], confirm: false }] });
  });

  it('say when an edit cannot be undone', async () => {
    answers = [
      { status: 200, body: EDITED },
      { status: 409, body: { title: '冲突', code: 'pack_pending', detail: '请先装载再修改' } },
    ];
    write(await opened(), '[2]');
    fireEvent.click(saving(1));
    fireEvent.click(await screen.findByRole('button', { name: '撤销' }));
    expect(await screen.findByText('请先装载再修改')).toBeTruthy();
  });
});
