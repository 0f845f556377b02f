import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { layoutChoice, layoutOf, measures, pagesOf, perPage, SHEETS, SINGLES } from '@/modules/inventory/labels/layouts';
import { LabelsPage } from '@/modules/inventory/labels/LabelsPage';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const LABEL = { id: 'a', name: '核心交换机', type_title: '交换机', type_title_en: 'Switch', serial: 'SN-1', code: 'ZC-1', organisation: '大数据中心', address: 'https://ops.example.gov.cn/items/a' };

afterEach(() => {
  vi.unstubAllGlobals();
  layoutChoice.set('a4-70x37');
});

describe('layouts of labels', () => {
  it('fit their paper, and the code its label', () => {
    for (const layout of [...SHEETS, ...SINGLES, layoutOf('20x20'), layoutOf('150x25')]) {
      expect(layout.left * 2 + layout.columns * layout.label.width + (layout.columns - 1) * layout.gap).toBeCloseTo(layout.page.width);
      expect(layout.top * 2 + layout.rows * layout.label.height).toBeCloseTo(layout.page.height);
      expect(layout.left).toBeGreaterThanOrEqual(0);
      expect(layout.top).toBeGreaterThanOrEqual(0);
      const { code } = measures(layout);
      // 45 modules with the quiet zone: no finer than a third of a millimetre on labels of 40 x 30 and more.
      expect(code).toBeLessThanOrEqual(layout.label.height - 2 * layout.inset);
      if (layout.label.width >= 40 && layout.label.height >= 30) expect(code / 45).toBeGreaterThan(0.33);
    }
  });

  it('begin where a used sheet goes on, and fall back to the common sheet', () => {
    const pages = pagesOf(Array.from({ length: 24 }, (_, at) => at), layoutOf('a4-70x37'), 2);
    expect(pages.map((page) => page.length)).toEqual([24, 2]);
    expect(pages[0]?.slice(0, 3)).toEqual([undefined, undefined, 0]);
    expect(pagesOf([1, 2], layoutOf('60x40'), 5)).toEqual([[1], [2]]);
    expect(perPage(layoutOf('9999x1'))).toBe(24);
  });
});

describe('the page that prints labels', () => {
  it('asks for what the list found and prints that on the paper chosen', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /item-labels': () => ({ items: [LABEL], next: null, total: 1 }) });
    const print = vi.fn();
    vi.stubGlobal('print', print);
    const user = userEvent.setup();
    show(<SignedIn><LabelsPage /></SignedIn>, '/items/labels?type=switch&attributes.vendor__contains=H3C&sort=-name');
    expect(await screen.findByText('1 枚标签，1 页')).toBeDefined();
    const asked = new URL(sent.find((request) => request.url.includes('item-labels'))?.url ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ type: 'switch', 'attributes.vendor__contains': 'H3C', sort: '-name' });
    expect(screen.queryByText('手机可能打不开这些二维码')).toBeNull();
    const paper = screen.getByTestId('paper');
    for (const told of ['核心交换机', '编号 ZC-1', '序列号 SN-1']) expect(paper.textContent).toContain(told);
    expect(paper.querySelector('style')?.textContent).toContain('210mm 297mm');
    await user.click(screen.getByLabelText('标签纸'));
    await user.click(await screen.findByTitle('自定义尺寸…'));
    const width = await screen.findByLabelText('宽（mm）');
    await user.clear(width);
    await user.type(width, '80');
    await waitFor(() => expect(paper.querySelector('style')?.textContent).toContain('80mm 37mm'));
    await user.click(screen.getByRole('button', { name: '打印' }));
    expect(print).toHaveBeenCalledOnce();
  });

  it.each([
    ['http://127.0.0.1:8000', true],
    ['http://localhost:8000', true],
    ['http://[::1]:8000', true],
    ['http://0.0.0.0:8000', true],
    ['https://localhost.gov.cn', false],
    ['https://10.0.0.5', false],
  ])('say of %s whether phones can open it', async (origin, unreachable) => {
    serveTo(['inventory:read'], { 'GET /item-labels': () => ({ items: [{ ...LABEL, address: `${origin}/items/a` }], next: null, total: 1 }) });
    show(<SignedIn><LabelsPage /></SignedIn>, '/items/labels');
    expect(await screen.findByText('1 枚标签，1 页')).toBeDefined();
    expect(screen.queryByText('手机可能打不开这些二维码') !== null).toBe(unreachable);
  });
});
