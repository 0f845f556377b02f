import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FilePanel } from '@/shared/files/FilePanel';
import { pastedName } from '@/shared/files/upload';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';

import { show } from './render';

const FILE = {
  id: '01890000-0000-7000-8000-000000000001',
  name: '现场.png',
  extension: 'png',
  media_type: 'image/png',
  size: 3,
  sha256: 'a',
  sm3: 'b',
  state: 'ready',
  scanned: false,
  finding: '',
  has_thumbnail: true,
  preview: 'image',
  field: '',
  owner_id: null,
  owner_name: '张伟',
  uploaded_at: '2026-11-21T00:00:00Z',
};

/** The server's side of an upload: it answers when the test says so. */
class Sent {
  static all: Sent[] = [];
  readonly upload: { onprogress?: (event: unknown) => void } = {};
  onload?: () => void;
  status = 0;
  responseText = '';
  address = '';
  aborted = false;
  headers: Record<string, string> = {};

  open(_method: string, address: string): void {
    this.address = decodeURIComponent(address);
    Sent.all.push(this);
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(): void {
    this.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 4 });
  }
  abort(): void {
    this.aborted = true;
  }
  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}

const listed: (typeof FILE)[] = [];

beforeEach(() => {
  Sent.all = [];
  listed.length = 0;
  vi.stubGlobal('XMLHttpRequest', Sent);
  vi.spyOn(window, 'fetch').mockImplementation((input) => {
    const { url } = input as Request;
    const rules = { max_bytes: 1048576, extensions: ['png', 'txt'], per_record: 9, scanned: false };
    const body = url.includes('file-rules') ? rules : /files\/\w/.test(url) ? FILE : { items: listed, can_add: true, can_remove: true };
    return Promise.resolve(new Response(JSON.stringify(body), { status: 200, headers: { 'Content-Type': 'application/json' } }));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const picture = (name = '现场.png'): File => new File(['abc'], name, { type: 'image/png' });

describe('FilePanel', () => {
  it('sends one file after the other and shows how far each is', async () => {
    show(<FilePanel kind="ticket" record="42" />);
    const input = await screen.findByLabelText(/拖到此处/);
    await waitFor(() => expect(input.getAttribute('accept')).toBe('.png,.txt'));
    fireEvent.change(input, { target: { files: [picture('一.png'), picture('二.png')] } });
    await waitFor(() => expect(screen.getByText('上传中 25%')).toBeTruthy());
    expect(Sent.all.map((each) => each.address)).toEqual(['/api/v1/files?name=一.png&kind=ticket&record=42']);
    expect(Sent.all[0]?.headers['X-Requested-With']).toBe('tongyun');
    listed.push(FILE);
    Sent.all[0]?.answer(201, FILE);
    await waitFor(() => expect(Sent.all).toHaveLength(2));
    expect(await screen.findByRole('button', { name: '现场.png' })).toBeTruthy();
  });

  it('says before a byte is sent what would be refused', async () => {
    show(<FilePanel kind="ticket" record="42" />);
    const input = await screen.findByLabelText(/拖到此处/);
    await waitFor(() => expect(input.getAttribute('accept')).toBe('.png,.txt'));
    const large = new File([new Uint8Array(1048577)], '大.txt');
    fireEvent.change(input, { target: { files: [picture('程序.exe'), large, new File([], '空.txt')] } });
    expect((await screen.findAllByRole('alert')).map((each) => each.textContent)).toEqual(['不允许上传此类文件（.exe）', '超过 1 MiB 的上限', '文件是空的']);
    expect(Sent.all).toEqual([]);
  });

  it('keeps a refused file on the page with the reason of the server', async () => {
    show(<FilePanel kind="ticket" record="42" />);
    fireEvent.change(await screen.findByLabelText(/拖到此处/), { target: { files: [picture()] } });
    await waitFor(() => expect(Sent.all).toHaveLength(1));
    Sent.all[0]?.answer(422, { title: '输入有误', code: 'file_type_mismatch', detail: '文件内容与扩展名不符' });
    expect((await screen.findByRole('alert')).textContent).toBe('文件内容与扩展名不符');
  });

  it('stops what is on its way and goes on with the next', async () => {
    show(<FilePanel kind="ticket" record="42" />);
    fireEvent.change(await screen.findByLabelText(/拖到此处/), { target: { files: [picture('一.png'), picture('二.png')] } });
    await waitFor(() => expect(Sent.all).toHaveLength(1));
    await userEvent.click(screen.getByRole('button', { name: '取消上传 一.png' }));
    await waitFor(() => expect(Sent.all).toHaveLength(2));
    expect(Sent.all[0]?.aborted).toBe(true);
    expect(screen.queryByText('一.png')).toBeNull();
  });

  it('names what was pasted by its moment', () => {
    expect(pastedName(picture('image.png'), '截图', new Date(2026, 10, 21, 8, 5, 9))).toBe('截图-20261121-080509.png');
  });
});

const FORM: JsonSchema = {
  type: 'object',
  properties: { note: { type: 'string', title: '说明' }, photos: { type: 'array', title: '照片', items: { type: 'string' }, 'x-file': { accept: ['png'] } } },
};

describe('a field of files', () => {
  it('keeps what is typed meanwhile, and holds the form back until the file has arrived', async () => {
    const user = userEvent.setup();
    const send = vi.fn().mockResolvedValue(undefined);
    show(<SchemaForm schema={FORM} onSubmit={send} />);
    await screen.findByLabelText(/照片/);
    fireEvent.paste(document.body, { clipboardData: { files: [picture()] } });
    expect(Sent.all).toEqual([]);
    fireEvent.paste(screen.getByLabelText(/说明/), { clipboardData: { files: [picture()] } });
    await waitFor(() => expect(Sent.all).toHaveLength(1));
    await user.type(screen.getByLabelText(/说明/), '断电');
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect(screen.getByText('文件仍在上传，请稍候再提交')).toBeTruthy();
    expect(send).not.toHaveBeenCalled();
    Sent.all[0]?.answer(201, FILE);
    expect(await screen.findByRole('button', { name: '现场.png' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '提交' }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ note: '断电', photos: [FILE.id] }));
  });
});
