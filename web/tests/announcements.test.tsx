import { focusManager } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Link, Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { AnnouncementPage, DeskPage, WritePage } from '@/modules/kernel/announcements';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const announcement = (id: string) => ({
  id,
  board: { id: 'b', key: 'notice', title: '通知公告', title_en: 'Notices' },
  title: `公告${id}`,
  summary: '',
  body: '<p>正文</p>',
  state: 'published',
  pinned: false,
  must_read: false,
  published_at: '2026-11-20T08:00:00Z',
  expires_at: null,
  read_at: null,
  author_name: '李雷',
  organisation: null,
  version: 1,
});

afterEach(() => vi.unstubAllGlobals());

const BOARD = {
  id: 'b',
  key: 'duty',
  title: '值班安排',
  title_en: '',
  description: '',
  position: 0,
  everyone: false,
  organisations: [{ id: 'ended', name: '原信息中心' }],
  roles: [{ id: 'r', name: '运维工程师' }],
  reviewed: true,
  retired: false,
  readers: 3,
  version: 4,
};

describe('writing', () => {
  afterEach(() => focusManager.setFocused(undefined));

  it('what is being written stays when somebody else saves and the window is looked at again', async () => {
    let version = 0;
    const board = { id: 'b', key: 'notice', title: '通知公告', title_en: '' };
    const sent = serveTo(['announcement:write'], {
      'GET /boards': () => [board],
      'GET /announcement-desk/1': () => ({ ...announcement('1'), state: 'draft', publish_at: null, version: (version += 1) }),
    });
    show(
      <SignedIn>
        <Routes>
          <Route path="/admin/announcements/:id/edit" element={<WritePage />} />
        </Routes>
      </SignedIn>,
      '/admin/announcements/1/edit',
    );
    const title = await screen.findByLabelText(/^标题/);
    await userEvent.setup().type(title, '（更正）');
    const asked = () => sent.filter((request) => request.url.endsWith('/boards')).length;
    const before = asked();
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
    expect(screen.getByDisplayValue('公告1（更正）')).toBeTruthy();
  });
});

describe('boards', () => {
  it('one is changed also by somebody who sees no roles, and keeps a unit that has ended', async () => {
    const sent = serveTo(['announcement:board'], { 'GET /announcement-boards': () => [BOARD], 'GET /organisations/tree': () => [], 'PATCH /announcement-boards/b': () => BOARD });
    show(<SignedIn><DeskPage /></SignedIn>, '/admin/announcements?tab=boards');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: /值班安排/ }));
    await user.click(await screen.findByRole('button', { name: '保存' }));
    await waitFor(() => expect(sent.some((request) => request.method === 'PATCH')).toBe(true));
    const [change] = sent.filter((request) => request.method === 'PATCH');
    expect(await change?.json()).toMatchObject({ organisations: ['ended'], roles: ['r'], version: 4 });
    expect(sent.some((request) => request.url.includes('/roles'))).toBe(false);
  });
});

describe('reading announcements', () => {
  it('each that is opened is read, also when one is opened from the page of another', async () => {
    const read = (id: string) => () => ({ ...announcement(id), read_at: '2026-11-21T08:00:00Z' });
    const sent = serveTo([], {
      'GET /announcements/1': () => announcement('1'),
      'GET /announcements/2': () => announcement('2'),
      'POST /announcements/1/read': read('1'),
      'POST /announcements/2/read': read('2'),
    });
    const marked = () => sent.filter((request) => request.method === 'POST').map((request) => new URL(request.url).pathname.slice('/api/v1'.length));
    show(
      <SignedIn>
        <Link to="/announcements/2">下一条</Link>
        <Routes>
          <Route path="/announcements/:id" element={<AnnouncementPage />} />
        </Routes>
      </SignedIn>,
      '/announcements/1',
    );
    await screen.findByRole('heading', { name: '公告1' });
    await waitFor(() => expect(marked()).toEqual(['/announcements/1/read']));
    await userEvent.setup().click(screen.getByRole('link', { name: '下一条' }));
    await screen.findByRole('heading', { name: '公告2' });
    await waitFor(() => expect(marked()).toEqual(['/announcements/1/read', '/announcements/2/read']));
  });
});
