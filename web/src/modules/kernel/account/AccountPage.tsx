import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';

import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Time } from '@/shared/time/Time';

import { useSession } from '../session';
import { accountKeys, fetchAccount, type Account } from './api';
import styles from './account.module.css';
import { FactorsSection } from './FactorsSection';
import { PasswordForm } from './PasswordForm';
import { SessionsSection } from './SessionsSection';
import { words } from './words';

function PasswordSection({ account }: { account: Account }) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  if (!account.has_password) {
    return (
      <Section title={say('password')}>
        <p className={styles.hint}>{say('noPassword')}</p>
      </Section>
    );
  }
  const done = (): void => {
    void message.success(say('passwordChanged'));
    setOpen(false);
    void client.invalidateQueries({ queryKey: accountKeys.account });
  };
  const until = account.password_expires_at;
  return (
    <Section
      title={say('password')}
      extra={
        !open && (
          <Button size="small" onClick={() => setOpen(true)}>
            {say('changePassword')}
          </Button>
        )
      }
    >
      {open ? (
        <PasswordForm rules={account.password_rules} onDone={done} />
      ) : (
        <Facts
          facts={[
            { key: 'since', name: say('passwordSince'), value: <Time at={account.password_changed_at} show="both" /> },
            { key: 'until', name: say('passwordUntil'), value: until === null ? say('never') : <Time at={until} show="both" /> },
          ]}
        />
      )}
    </Section>
  );
}

/** How one signs in, and where one is signed in. */
export function AccountPage() {
  const say = useWords(words);
  const { user } = useSession();
  const account = useQuery({ queryKey: accountKeys.account, queryFn: fetchAccount });
  return (
    <div className={styles.page}>
      <PageHeader title={say('account')} note={`${user.name} · ${user.username}${user.organisation ? ` · ${user.organisation.name}` : ''}`} />
      <Loaded query={account} rows={8}>
        {(mine) => (
          <>
            <PasswordSection account={mine} />
            <FactorsSection account={mine} />
            <SessionsSection />
          </>
        )}
      </Loaded>
    </div>
  );
}
