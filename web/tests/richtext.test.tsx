import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { JsonSchema } from '@/shared/form/schema';
import { widgetFor } from '@/shared/form/widgets/pick';
import { RichText } from '@/shared/richtext/RichText';
import { tidy } from '@/shared/richtext/tidy';

import { show } from './render';

describe('rich text', () => {
  it.each([
    ['<p onclick="x()" style="color:red">好</p>', '<p>好</p>'],
    ['<script>alert(1)</script><p>好</p>', '<p>好</p>'],
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="https://a.gov.cn">x</a>', '<a href="https://a.gov.cn">x</a>'],
    ['<p><img src="https://spy.example/a.png" onerror="x()">字</p>', '<p>字</p>'],
    ['<h1 class="MsoTitle">题<o:p></o:p></h1><!--StartFragment-->', '题'],
    ['<svg><script>alert(1)</script></svg>', ''],
    ['<td colspan="2">x</td>', 'x'],
    ['<table><tbody><tr><td colspan="2" width="3">x</td></tr></tbody></table>', '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'],
  ])('keeps of %s what may stand in a text', (dirty, clean) => {
    expect(tidy(dirty)).toBe(clean);
  });

  it('shows nothing that would run', () => {
    const { container } = show(<RichText html={'<p>好</p><img src=x onerror="window.hit = 1"><iframe src="/x"></iframe>'} />);
    expect(container.querySelector('iframe')).toBeNull();
    expect(container.querySelector('[onerror]')).toBeNull();
    expect(screen.getByText('好')).toBeDefined();
  });

  it('reports what is typed and leaves the cursor alone', async () => {
    const schema: JsonSchema = { type: 'string', 'x-widget': 'richtext' };
    const Widget = widgetFor(schema);
    const heard = vi.fn();
    function Holder() {
      const [value, setValue] = useState<unknown>('<p>原文</p>');
      return (
        <Widget
          id="body"
          schema={schema}
          title="正文"
          value={value}
          onChange={(next) => {
            heard(next);
            setValue(next);
          }}
          onBlur={() => undefined}
          disabled={false}
          invalid={false}
          describedBy={undefined}
        />
      );
    }
    show(<Holder />);
    const page = await screen.findByRole('textbox', { name: '正文' });
    expect(page.innerHTML).toBe('<p>原文</p>');
    const paragraph = page.firstChild;
    page.append(document.createElement('p'));
    fireEvent.input(page);
    expect(heard).toHaveBeenLastCalledWith('<p>原文</p><p></p>');
    expect(page.firstChild).toBe(paragraph);
  });
});
