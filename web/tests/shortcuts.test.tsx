import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { useShortcuts } from '@/shared/keyboard/shortcuts';

function Page({ pressed }: { pressed: string[] }) {
  useShortcuts([{ keys: 'j', title: 'next', run: () => pressed.push('j') }]);
  useShortcuts([{ keys: 'Escape', title: 'close', run: () => pressed.push('Escape'), always: true }]);
  useShortcuts([{ keys: 'mod+k', title: 'palette', run: () => pressed.push('palette'), always: true }], 'everywhere');
  return <input aria-label="field" />;
}

describe('keys', () => {
  it('belong to the page while nothing covers it, and to a field while somebody types', async () => {
    const user = userEvent.setup();
    const pressed: string[] = [];
    const { getByLabelText } = render(<Page pressed={pressed} />);
    await user.keyboard('j');
    await user.click(getByLabelText('field'));
    await user.keyboard('j{Escape}');
    expect(pressed).toEqual(['j', 'Escape']);
  });

  it('of the page rest under a dialog or a drawer with a mask; those of the application go on', async () => {
    const user = userEvent.setup();
    const pressed: string[] = [];
    const cover = (html: string) => (
      <>
        <Page pressed={pressed} />
        <div dangerouslySetInnerHTML={{ __html: html }} />
      </>
    );
    const { rerender } = render(cover('<dialog open></dialog>'));
    await user.keyboard('j{Escape}');
    rerender(cover('<div class="ant-drawer-mask"></div>'));
    await user.keyboard('j{Escape}{Control>}k{/Control}');
    expect(pressed).toEqual(['palette']);
  });
});
