import { Button } from 'antd';
import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react';
import { Fragment, Suspense, useEffect, useRef, useState } from 'react';
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router';

import { Notifications, ProofDialog } from '@/modules/kernel';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { useShortcuts } from '@/shared/keyboard/shortcuts';
import { createPreference, usePreference } from '@/shared/preference/preference';
import { Skeleton } from '@/shared/state/Skeleton';
import { Mark } from '@/shared/theme/Mark';
import { usePhone } from '@/shared/theme/usePhone';

import { HealthMark } from './HealthMark';
import { KeyHelp } from './KeyHelp';
import { currentLine, holds, sectionsOf, useMenu, type MenuLine } from './menu';
import { Palette } from './Palette';
import styles from './shell.module.css';
import { useLive } from './useLive';
import { UserMenu } from './UserMenu';
import { words } from './words';

const collapsedChoice = createPreference<boolean>(
  'menu.collapsed',
  (stored) => stored === 'true',
  (value) => String(value),
);

function Nav({ phone }: { phone: boolean }) {
  const say = useWords(words);
  const { pathname } = useLocation();
  const lines = useMenu();
  const box = useRef<HTMLElement>(null);
  const count = lines.length;
  useEffect(() => {
    // A page that was opened by its address may stand far down in the menu.
    box.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest' });
  }, [pathname, count]);
  const current = currentLine(lines, pathname);
  const link = (line: MenuLine) => {
    const { key, title, href, Icon } = line;
    const lit = phone ? holds(line, current) : line === current;
    return (
      <Link key={key} to={href} className={styles.navLink} aria-current={lit ? 'page' : undefined} title={title}>
        <Icon size={phone ? 20 : 17} strokeWidth={1.7} />
        <span>{title}</span>
      </Link>
    );
  };
  return (
    <nav ref={box} className={phone ? styles.tabs : styles.nav} aria-label={say('menu')}>
      {lines.map((line) => (
        <Fragment key={line.key}>
          {link(line)}
          {/* A group shows what is in it while one is there; on a phone its own page does. */}
          {!phone && line.children.length > 0 && holds(line, current) && (
            <div className={styles.navGroup}>
              {sectionsOf(line.children).map((section) => (
                <Fragment key={section.title}>
                  {section.title !== '' && <div className={styles.navHead}>{section.title}</div>}
                  {section.lines.map(link)}
                </Fragment>
              ))}
            </div>
          )}
        </Fragment>
      ))}
    </nav>
  );
}

/** On a phone, the lines of the group one is in, to be swiped along; a group with a page of its own has them there. */
function GroupLines() {
  const lines = useMenu();
  const current = currentLine(lines, useLocation().pathname);
  const group = lines.find((line) => holds(line, current));
  if (group?.children.some((line) => line.href === group.href) !== true) return null;
  return (
    <nav className={styles.strip} aria-label={group.title}>
      {group.children.map(({ key, href, title }) => (
        <Link key={key} ref={key === current?.key ? bringIntoView : undefined} to={href} aria-current={key === current?.key ? 'page' : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}

function bringIntoView(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

/** What stands around every page: menu, search, messages, the person. */
export function Shell() {
  const say = useWords(words);
  const product = useWords(common)('product');
  const phone = usePhone();
  const [collapsed, setCollapsed] = usePreference(collapsedChoice);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useLive();
  useShortcuts(
    [
      { keys: 'mod+k', title: say('openPalette'), run: () => setPalette(true), always: true },
      { keys: '?', title: say('showKeys'), run: () => setHelp(true) },
    ],
    'everywhere',
  );

  const brand = (
    <Link to="/" className={styles.brand} aria-label={product}>
      <Mark size={26} />
      <span>{product}</span>
    </Link>
  );

  return (
    <div className={styles.shell} data-collapsed={collapsed && !phone}>
      <a href="#content" className={styles.skip}>
        {say('skip')}
      </a>
      {!phone && (
        <aside className={styles.side}>
          {brand}
          <Nav phone={false} />
          <div className={styles.sideFoot}>
            <HealthMark brief={collapsed} />
            <Button
              type="text"
              size="small"
              icon={collapsed ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
              aria-label={say(collapsed ? 'expand' : 'collapse')}
              title={say(collapsed ? 'expand' : 'collapse')}
              onClick={() => setCollapsed(!collapsed)}
            />
          </div>
        </aside>
      )}
      <header className={styles.top}>
        {phone && brand}
        <button type="button" className={styles.searchButton} onClick={() => setPalette(true)} aria-label={phone ? say('search') : undefined}>
          <Search size={15} />
          <span>{say('search')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <div className={styles.topEnd}>
          <Notifications />
          <UserMenu onKeys={() => setHelp(true)} />
        </div>
      </header>
      <main id="content" className={styles.content}>
        {phone && <GroupLines />}
        <Suspense fallback={<Skeleton rows={8} />}>
          <Outlet />
        </Suspense>
      </main>
      {phone && <Nav phone />}
      {palette && <Palette onClose={() => setPalette(false)} />}
      {help && <KeyHelp onClose={() => setHelp(false)} />}
      <ProofDialog />
      <ScrollRestoration />
    </div>
  );
}
