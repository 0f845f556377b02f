import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { AccountSecurity } from '@/modules/kernel/security';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const STATE = { failed_logins: 0, locked_until: null, methods: [], must_change_password: false, password_changed_at: '2026-11-01T00:00:00Z', second_factor_needed: false, sessions: [] };

function open(answer: () => unknown): void {
  serveTo(['account:secure'], { 'GET /users/u/security': answer });
  show(<SignedIn><AccountSecurity id="u" name="李雷" /></SignedIn>);
}

afterEach(() => vi.unstubAllGlobals());

describe('the sessions of an account', () => {
  it('there are none when the server says so', async () => {
    open(() => STATE);
    await screen.findByText('现在没有登录');
  });

  it('nobody is called signed out whose sessions could not be asked for', async () => {
    open(() => Response.json({ title: '内部错误', status: 500 }, { status: 500 }));
    await screen.findByText('内部错误');
    expect(screen.queryByText('现在没有登录')).toBeNull();
  });
});
