import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { PoliciesPage } from '@/modules/kernel/policies';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

afterEach(() => vi.unstubAllGlobals());

describe('a setting that somebody else saved first', () => {
  it('is shown as it is now, and the person is told why', async () => {
    let version = 1;
    const policy = () => ({
      key: 'password',
      title: '密码',
      title_en: 'Password',
      help: '',
      help_en: '',
      form: { type: 'object', properties: { days: { type: 'integer', title: '有效天数' } } },
      value: { days: version === 1 ? 90 : 60 },
      version,
      writable: true,
      changed_at: null,
      changed_by: '',
    });
    serveTo([], {
      'GET /policies': () => [policy()],
      'PUT /policies/password': () => {
        version = 2;
        return Response.json({ title: '已被修改', code: 'stale', status: 412 }, { status: 412 });
      },
    });
    show(<SignedIn><PoliciesPage /></SignedIn>);
    const user = userEvent.setup();
    const days = await screen.findByLabelText(/^有效天数/);
    await user.clear(days);
    await user.type(days, '30');
    await user.click(screen.getByRole('button', { name: '保存' }));
    await screen.findByText(/这项设置刚刚被别人修改过/);
    expect(await screen.findByDisplayValue('60')).toBeTruthy();
  });
});
