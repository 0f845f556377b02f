import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AuditPage } from '@/modules/kernel/audit';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const STATE = { check: null, running: null, streams: [], online_days: 180, public_key: '' };

beforeEach(async () => {
  // jsdom saves nothing, and its blobs are not those of an answer.
  vi.stubGlobal('Blob', (await new Response('').blob()).constructor);
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:audit', revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the signed export of the audit trail', () => {
  it('asks for what the list finds, and not for the page, the order or the view it is looked at in', async () => {
    const sent = serveTo(['audit:read', 'audit:export'], { 'GET /audit/state': () => STATE, 'POST /audit/export': () => new Response('zip') });
    const page = '/admin/audit?action=session.opened&at__gte=2026-11-01&saved=v1&page=2&cursor=c&sort=at';
    show(<SignedIn><AuditPage /></SignedIn>, page);
    await userEvent.setup().click(await screen.findByRole('button', { name: /导出取证包/ }));
    await screen.findByText('已导出，内含独立校验程序');
    const [asked] = sent.filter((request) => request.method === 'POST');
    expect(new URL(asked?.url ?? '').search).toBe('?action=session.opened&at__gte=2026-11-01');
    expect(asked?.headers.get('Accept-Language')).toBe('zh-CN');
  });

  it('tells why the server refuses', async () => {
    const refusal = { title: '内容有误', detail: '共 200,000 条，请缩小时间范围。', status: 422 };
    serveTo(['audit:read', 'audit:export'], { 'GET /audit/state': () => STATE, 'POST /audit/export': () => Response.json(refusal, { status: 422 }) });
    show(<SignedIn><AuditPage /></SignedIn>);
    await userEvent.setup().click(await screen.findByRole('button', { name: /导出取证包/ }));
    await waitFor(() => expect(screen.queryByText(refusal.detail)).not.toBeNull());
  });
});
