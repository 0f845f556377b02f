import { Button, Dropdown, type MenuProps } from 'antd';
import { CircleUser } from 'lucide-react';
import { useNavigate } from 'react-router';

import { saveLocale, useSession, useSignOut } from '@/modules/kernel';
import { localeChoice, useWords, type Locale } from '@/shared/i18n/words';
import { usePreference } from '@/shared/preference/preference';
import { modeChoice, type ModeChoice } from '@/shared/theme/mode';

import styles from './shell.module.css';
import { words } from './words';

/** Who is signed in, and what they may set for themselves. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const say = useWords(words);
  const { user } = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const [locale, setLocale] = usePreference(localeChoice);
  const [mode, setMode] = usePreference(modeChoice);

  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <span className={styles.who}>
          <b>{user.name}</b>
          <span>{user.organisation?.name ?? user.username}</span>
        </span>
      ),
    },
    { type: 'divider' },
    {
      key: 'language',
      type: 'group',
      label: say('language'),
      children: [
        { key: 'locale:zh-CN', label: '简体中文' },
        { key: 'locale:en-US', label: 'English' },
      ],
    },
    {
      key: 'theme',
      type: 'group',
      label: say('theme'),
      children: [
        { key: 'theme:light', label: say('light') },
        { key: 'theme:dark', label: say('dark') },
        { key: 'theme:system', label: say('system') },
      ],
    },
    { type: 'divider' },
    { key: 'account', label: say('myAccount') },
    { key: 'keys', label: say('keys'), extra: '?' },
    { key: 'out', label: say('signOut') },
  ];

  const choose = (key: string): void => {
    const [what, value] = key.split(':');
    if (what === 'locale') {
      setLocale(value as Locale);
      // The server remembers it for mail and messages; the page does not wait for that.
      void saveLocale(value as Locale).catch(() => undefined);
    } else if (what === 'theme') setMode(value as ModeChoice);
    else if (key === 'account') void navigate('/account');
    else if (key === 'keys') onKeys();
    else if (key === 'out') void signOut();
  };

  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      // It closes at once: a new language draws the whole page while the menu would fade away, which then never ended.
      transitionName=""
      menu={{ items, selectable: true, selectedKeys: [`locale:${locale}`, `theme:${mode}`], onClick: ({ key }) => choose(key) }}
    >
      <Button type="text" icon={<CircleUser size={18} strokeWidth={1.6} />} aria-label={`${say('account')} ${user.name}`} className={styles.userButton}>
        <span className={styles.userName}>{user.name}</span>
      </Button>
    </Dropdown>
  );
}
