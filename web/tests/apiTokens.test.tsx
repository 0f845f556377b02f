import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { TokensPage } from '@/modules/kernel/callers';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

afterEach(() => vi.unstubAllGlobals());

describe('a new token', () => {
  it('is shown once, stays when somebody clicks beside it, and is copied where the browser gives pages no clipboard', async () => {
    serveTo(['token:own'], { 'POST /tokens': () => ({ id: 't', token: 'ty_secret' }) });
    const user = userEvent.setup();
    // Over plain HTTP there is none; the copy command of old is left.
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
    const command = vi.fn(() => true);
    Object.assign(document, { execCommand: command });
    show(<SignedIn><TokensPage /></SignedIn>);
    await user.click(await screen.findByRole('button', { name: '签发令牌' }));
    await user.type(await screen.findByLabelText('名称'), '财务系统');
    await user.click(screen.getAllByRole('button', { name: '签发令牌' }).at(-1) ?? document.body);
    await screen.findByText('ty_secret');
    await user.click(document.querySelector('.ant-drawer-mask') ?? document.body);
    await user.click(screen.getByRole('button', { name: /copy|复制/i }));
    expect(command).toHaveBeenCalledWith('copy');
    expect(screen.queryByText('ty_secret')).not.toBeNull();
  });
});
