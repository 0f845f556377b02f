import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, it, vi } from 'vitest';

import { DictionaryPage } from '@/modules/kernel/dictionaries';

import { show } from './render';
import { serveTo, SignedIn, type Answers } from './signedIn';

const DICTIONARY = { key: 'zone', title: '区域', title_en: 'Zone', description: '', pack: '', retired: false, entries: 1, updated_at: '2026-11-20T00:00:00Z', version: 1 };

const ENTRY = {
  code: 'a',
  title: '政务外网',
  title_en: '',
  parent: null,
  parent_title: '',
  depth: 0,
  position: 0,
  enabled: true,
  usable: true,
  valid_from: null,
  valid_to: null,
  note: '',
  shipped: null,
  edited: [],
  version: 1,
};

function open(answers: Answers): void {
  serveTo(['dictionary:manage'], { 'GET /dictionaries/zone': () => DICTIONARY, ...answers });
  show(
    <SignedIn>
      <Routes>
        <Route path="/admin/dictionaries/:key" element={<DictionaryPage />} />
      </Routes>
    </SignedIn>,
    '/admin/dictionaries/zone',
  );
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the page of a dictionary', () => {
  it('says so in the language of the reader when the server cannot be reached', async () => {
    open({
      'PATCH /dictionaries/zone': () => {
        throw new TypeError('Failed to fetch');
      },
    });
    await userEvent.setup().click(await screen.findByRole('button', { name: '停用字典' }));
    await screen.findByText('连不上服务器，请检查网络后重试。');
  });

  it('counts days on the clock of the estate: just after midnight there, what ended today is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T16:30:00Z') });
    open({ 'GET /dictionaries/zone/entries': () => ({ items: [{ ...ENTRY, usable: false, valid_to: '2026-11-22' }], next: null, total: 1 }) });
    await screen.findByText('不在有效期');
  });
});
