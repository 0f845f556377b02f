import { Link, useSearchParams } from 'react-router';
import type { ReactNode } from 'react';

import styles from './detail.module.css';

export interface UrlTab {
  readonly key: string;
  readonly title: string;
  readonly count?: number | undefined;
  readonly render: () => ReactNode;
}

/** Tabs whose choice stands in the address, so that a tab can be sent to a colleague and Back works. */
export function UrlTabs({ tabs, param = 'tab' }: { tabs: readonly UrlTab[]; param?: string }) {
  const [search] = useSearchParams();
  const wanted = search.get(param);
  const current = tabs.find((tab) => tab.key === wanted) ?? tabs[0];
  return (
    <>
      <div className={styles.tabs} role="tablist">
        {tabs.map((tab) => (
          <Link
            key={tab.key}
            role="tab"
            className={styles.tab}
            aria-selected={tab === current}
            to={{ search: tab === tabs[0] ? '' : `?${param}=${tab.key}` }}
            replace
            preventScrollReset
          >
            {tab.title}
            {tab.count !== undefined && tab.count > 0 && <span className={styles.count}> {tab.count}</span>}
          </Link>
        ))}
      </div>
      <div role="tabpanel">{current?.render()}</div>
    </>
  );
}
