import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';

import styles from './detail.module.css';

export interface UrlTab {
  readonly key: string;
  readonly title: string;
  readonly render: () => ReactNode;
}

/** Where an arrow leads from a tab; past the last comes the first. */
function step(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** The address of a tab; of what else stands in the address only `keep` stays. */
function searchFor(tab: string | undefined, param: string, keep: readonly string[], present: URLSearchParams): string {
  const kept = new URLSearchParams([...present].filter(([name]) => keep.includes(name)));
  if (tab !== undefined) kept.set(param, tab);
  const text = kept.toString();
  return text === '' ? '' : `?${text}`;
}

/** Tabs whose choice stands in the address, so that a tab can be sent to a colleague and Back works. */
export function UrlTabs({ tabs, param = 'tab', keep = [] }: { tabs: readonly UrlTab[]; param?: string; keep?: readonly string[] }) {
  const [search] = useSearchParams();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const wanted = search.get(param);
  const current = tabs.find((tab) => tab.key === wanted) ?? tabs[0];

  useEffect(() => {
    // On a phone the chosen tab may stand outside the strip; only the strip is moved, not the page.
    const strip = list.current;
    const chosen = strip?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (strip && chosen) strip.scrollLeft = chosen.offsetLeft - (strip.clientWidth - chosen.offsetWidth) / 2;
  }, [current?.key]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = links.findIndex((link) => link === event.target);
    const next = at === -1 ? undefined : step(event.key, at, links.length);
    if (next === undefined) return;
    event.preventDefault();
    links[next]?.focus();
    links[next]?.click();
  };

  return (
    <>
      <div ref={list} className={styles.tabs} role="tablist" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <Link
            key={tab.key}
            id={`${id}-${tab.key}`}
            role="tab"
            className={styles.tab}
            aria-selected={tab === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab === current ? 0 : -1}
            to={{ search: searchFor(tab === tabs[0] ? undefined : tab.key, param, keep, search) }}
            replace
            preventScrollReset
          >
            {tab.title}
          </Link>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${current?.key ?? ''}`}>
        {current?.render()}
      </div>
    </>
  );
}
