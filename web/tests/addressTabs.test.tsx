import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { PlanPage } from '@/modules/inventory';

import { show } from './render';
import { serveTo, SignedIn } from './signedIn';

const zone = (key: string, title: string) => ({ key, title, title_en: key, prefixes: 1, pools: 0 });
const plan = <SignedIn><PlanPage /></SignedIn>;
const asked = (sent: readonly Request[], path: string): (Record<string, string>)[] =>
  sent.map((request) => new URL(request.url)).filter((url) => url.pathname.endsWith(path)).map((url) => Object.fromEntries(url.searchParams));

afterEach(() => vi.unstubAllGlobals());

describe('the tree of ranges', () => {
  it('shows those that are in no zone apart from those of the others', async () => {
    const sent = serveTo(['inventory:read'], { 'GET /address-zones': () => [zone('extranet', '电子政务外网'), zone('', '未指明')] });
    const user = userEvent.setup();
    const { address } = show(plan, '/addresses');
    await user.click(await screen.findByLabelText('网络区域'));
    await user.click(await screen.findByTitle('未指明 · 1'));
    expect(address()).toBe('/addresses?zone=null');
    expect(asked(sent, '/prefixes').map((query) => query.zone)).toEqual(['extranet', 'null']);
  });
});
