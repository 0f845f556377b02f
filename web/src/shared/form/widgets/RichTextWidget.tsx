import { Button, Input, Popover } from 'antd';
import { Bold, Heading, Italic, Link, List, ListOrdered, Pilcrow, Quote, RemoveFormatting, Underline, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { useWords } from '@/shared/i18n/words';
import styles from '@/shared/richtext/richtext.module.css';
import { LINK, tidy } from '@/shared/richtext/tidy';
import { words } from '@/shared/richtext/words';

import type { WidgetProps } from './widget';

function command(name: string, value?: string): void {
  // oxlint-disable-next-line typescript/no-deprecated -- it has no successor; every browser keeps it, with its undo
  document.execCommand(name, false, value);
}

const TOOLS: readonly (readonly [word: keyof typeof words, Icon: LucideIcon, command: string, value?: string])[] = [
  ['bold', Bold, 'bold'],
  ['italic', Italic, 'italic'],
  ['underline', Underline, 'underline'],
  ['heading', Heading, 'formatBlock', 'h3'],
  ['paragraph', Pilcrow, 'formatBlock', 'p'],
  ['bullets', List, 'insertUnorderedList'],
  ['numbers', ListOrdered, 'insertOrderedList'],
  ['quote', Quote, 'formatBlock', 'blockquote'],
  ['clear', RemoveFormatting, 'removeFormat'],
];

/** Text with headings, lists, tables and links. What is pasted from a word processor is tidied on the way in. */
export default function RichTextWidget({ id, title, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const say = useWords(words);
  const page = useRef<HTMLDivElement>(null);
  const drawn = useRef<string>(undefined);
  const kept = useRef<Range>(undefined);
  const [asking, setAsking] = useState(false);
  const [address, setAddress] = useState('');
  const html = typeof value === 'string' ? value : '';

  useEffect(() => {
    // Only what comes from outside is drawn: drawing what was just typed would throw the cursor to the start.
    if (page.current === null || drawn.current === html) return;
    page.current.innerHTML = tidy(html);
    drawn.current = html;
  }, [html]);

  const changed = (): void => {
    const next = page.current?.innerHTML ?? '';
    drawn.current = next;
    onChange(next);
  };
  const apply = (name: string, argument?: string): void => {
    page.current?.focus();
    command('styleWithCSS', 'false');
    command(name, argument);
    changed();
  };
  const openLink = (open: boolean): void => {
    const selection = window.getSelection();
    if (open && selection !== null && selection.rangeCount > 0) kept.current = selection.getRangeAt(0);
    setAsking(open);
  };
  const insertLink = (): void => {
    setAsking(false);
    const wanted = address.trim();
    if (kept.current === undefined || !LINK.test(wanted)) return;
    const selection = window.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(kept.current);
    if (selection?.isCollapsed === true) command('insertText', wanted);
    apply('createLink', wanted);
    setAddress('');
  };

  return (
    <div className={styles.editor} data-invalid={invalid}>
      <div className={styles.tools} role="toolbar" aria-label={title}>
        {TOOLS.map(([word, Icon, name, argument]) => (
          <Button
            key={word}
            type="text"
            size="small"
            disabled={disabled}
            icon={<Icon size={15} />}
            aria-label={say(word)}
            title={say(word)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => apply(name, argument)}
          />
        ))}
        <Popover
          open={asking}
          onOpenChange={openLink}
          trigger="click"
          content={<Input autoFocus aria-label={say('linkAsk')} placeholder={say('linkAsk')} value={address} onChange={(event) => setAddress(event.target.value)} onPressEnter={(event) => { event.preventDefault(); insertLink(); }} />}
        >
          <Button type="text" size="small" disabled={disabled} icon={<Link size={15} />} aria-label={say('link')} title={say('link')} onMouseDown={(event) => event.preventDefault()} />
        </Popover>
      </div>
      <div
        id={id}
        ref={page}
        className={`${styles.text ?? ''} ${styles.page ?? ''}`}
        role="textbox"
        aria-multiline="true"
        aria-label={title}
        aria-describedby={describedBy}
        contentEditable={!disabled}
        suppressContentEditableWarning
        onInput={changed}
        onBlur={onBlur}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/html');
          if (pasted === '') return;
          event.preventDefault();
          command('insertHTML', tidy(pasted));
          changed();
        }}
      />
    </div>
  );
}
