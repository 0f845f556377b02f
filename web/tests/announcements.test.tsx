import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Link, Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { AnnouncementPage } from '@/modules/kernel/announcements';

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
