import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowRight, Languages, LogOut, Moon, Search, Sun, type LucideIcon } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';

import { search, useSignOut } from '@/modules/kernel';
import { common } from '@/shared/i18n/common';
import { localeChoice, useWords } from '@/shared/i18n/words';
import { modeChoice, useMode } from '@/shared/theme/mode';

import { Dialog } from './Dialog';
import { everyLine, useMenu } from './menu';
import styles from './shell.module.css';
import { words } from './words';

interface Entry {
  readonly key: string;
  readonly group: string;
  readonly title: string;
  readonly subtitle?: string;
  readonly kind?: string;
  readonly Icon?: LucideIcon;
  readonly run: () => void;
}

const KINDS: ReadonlySet<string> = new Set(['item', 'ticket', 'incident', 'alert', 'announcement', 'user', 'run', 'job']);

function contains(text: string, q: string): boolean {
  return text.toLowerCase().includes(q.toLowerCase());
}

/** Hits for what is being typed; the last ones stay while the next are on their way. */
function useHits(q: string) {
  const wanted = useDeferredValue(q);
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), 120);
    return () => clearTimeout(timer);
  }, [wanted]);
  return useQuery({
    queryKey: ['search', settled],
    queryFn: ({ signal }) => search(settled, signal),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
}

/** Ctrl-K: find any record, go to any page, do any small thing. */
export function Palette({ onClose }: { onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const navigate = useNavigate();
  const signOut = useSignOut();
  const mode = useMode();
  const menu = everyLine(useMenu());
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const q = text.trim();
  const hits = useHits(q);

  const go = (href: string) => () => {
    onClose();
    void navigate(href);
  };
  const act = (run: () => void) => () => {
    onClose();
    run();
  };
  const actions: Entry[] = [
    {
      key: 'theme',
      group: say('actions'),
      title: `${say('theme')}: ${say(mode === 'dark' ? 'light' : 'dark')}`,
      Icon: mode === 'dark' ? Sun : Moon,
      run: act(() => modeChoice.set(mode === 'dark' ? 'light' : 'dark')),
    },
    {
      key: 'language',
      group: say('actions'),
      title: localeChoice.get() === 'zh-CN' ? 'English' : '简体中文',
      Icon: Languages,
      run: act(() => localeChoice.set(localeChoice.get() === 'zh-CN' ? 'en-US' : 'zh-CN')),
    },
    { key: 'out', group: say('actions'), title: say('signOut'), Icon: LogOut, run: act(() => void signOut()) },
  ];
  const pages: Entry[] = menu.map((line) => ({ key: `page:${line.key}`, group: say('pages'), title: line.title, Icon: line.Icon, run: go(line.href) }));
  const records: Entry[] = (q === '' ? [] : (hits.data ?? [])).map((hit) => ({
    key: `${hit.kind}:${hit.id}`,
    group: say('records'),
    title: hit.title,
    subtitle: hit.subtitle,
    kind: KINDS.has(hit.kind) ? say(hit.kind as 'item') : hit.kind,
    run: go(hit.href),
  }));
  const entries = [...records, ...pages.filter((each) => contains(each.title, q)), ...actions.filter((each) => contains(each.title, q))];
  const current = entries[Math.min(at, entries.length - 1)];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.key]);

  const onKeyDown = (event: KeyboardEvent): void => {
    // While a Chinese input method is composing, Enter and the arrows are its own.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') current?.run();
    else return;
    event.preventDefault();
  };

  const row = (entry: Entry, index: number): ReactNode => (
    <li key={entry.key} role="presentation">
      {entries[index - 1]?.group !== entry.group && <div className={styles.hitGroup}>{entry.group}</div>}
      <div
        role="option"
        id={`hit-${index}`}
        aria-selected={entry === current}
        className={styles.hit}
        onMouseMove={() => index !== at && setAt(index)}
        onClick={entry.run}
      >
        {entry.Icon === undefined ? <span className={styles.hitKind}>{entry.kind}</span> : <entry.Icon size={15} strokeWidth={1.7} />}
        <span className={styles.hitTitle}>{entry.title}</span>
        {entry.subtitle !== undefined && entry.subtitle !== '' && <small>{entry.subtitle}</small>}
        {entry === current && <ArrowRight size={14} className={styles.hitArrow} />}
      </div>
    </li>
  );

  return (
    <Dialog label={say('search')} onClose={onClose}>
      <div className={styles.paletteHead}>
        <Search size={17} />
        <input
          autoFocus
          role="combobox"
          aria-label={say('search')}
          aria-expanded="true"
          aria-controls="hits"
          aria-activedescendant={current === undefined ? undefined : `hit-${entries.indexOf(current)}`}
          placeholder={say('searchHint')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul ref={list} id="hits" role="listbox" aria-label={say('search')} className={styles.hits}>
        {entries.map(row)}
      </ul>
      {q !== '' && hits.isError && <div className={styles.noHits}>{say('searchFailed')}</div>}
      {q !== '' && entries.length === 0 && !hits.isError && (
        <div className={styles.noHits}>
          <b>{hits.isFetching ? shared('searching') : say('noHits', { q })}</b>
          {!hits.isFetching && <span>{say('noHitsHint')}</span>}
        </div>
      )}
      <div className={styles.paletteFoot}>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {say('move')}
        </span>
        <span>
          <kbd>Enter</kbd> {say('go')}
        </span>
        <span>
          <kbd>Esc</kbd> {say('leave')}
        </span>
      </div>
    </Dialog>
  );
}
