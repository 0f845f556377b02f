import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { UrlTabs } from '@/shared/detail/UrlTabs';

import { show } from './render';

const TABS = ['overview', 'metrics', 'history'].map((key) => ({ key, title: key, render: () => `content of ${key}` }));

describe('tabs in the address', () => {
  it('open what a copied address names', () => {
    show(<UrlTabs tabs={TABS} />, '/items/1?tab=metrics');
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('metrics');
    expect(screen.getByRole('tabpanel', { name: 'metrics' }).textContent).toBe('content of metrics');
  });

  it('are walked through with the arrows, round the ends', async () => {
    const user = userEvent.setup();
    const { address } = show(<UrlTabs tabs={TABS} />, '/items/1');
    await user.tab();
    expect(document.activeElement?.textContent).toBe('overview');
    await user.keyboard('{ArrowRight}');
    expect(address()).toBe('/items/1?tab=metrics');
    expect(document.activeElement?.textContent).toBe('metrics');
    await user.keyboard('{End}{ArrowRight}');
    expect(address()).toBe('/items/1');
    expect(screen.getByRole('tabpanel').textContent).toBe('content of overview');
  });
});
