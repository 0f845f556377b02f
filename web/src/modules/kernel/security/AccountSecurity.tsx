import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useListed, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';

import { deviceName } from '../account/SessionsSection';
import { demandPassword, endEverySession, endOneSession, fetchSecurity, removeFactors, securityKeys, unlock, type AccountState, type Link } from './api';
import { OneTimeLink } from './OneTimeLink';
import { ResetPassword } from './ResetPassword';
import styles from './security.module.css';
import { factorTitle } from './SessionsPage';
import { words } from './words';

interface Verbs {
  readonly busy: boolean;
  readonly run: (act: () => Promise<unknown>, done: string) => void;
}

/** Does something to the account, says so, and looks again. */
function useVerbs(id: string): Verbs {
  const client = useQueryClient();
  const { message } = App.useApp();
  const verb = useMutation({
    mutationFn: ({ act }: { act: () => Promise<unknown>; done: string }) => act(),
    onSuccess: (_, { done }) => void message.success(done),
    onError: (error) => void message.error(asProblem(error).told),
    onSettled: () => client.invalidateQueries({ queryKey: securityKeys.of(id) }),
  });
  return { busy: verb.isPending, run: (act, done) => verb.mutate({ act, done }) };
}

function State({ id, name, state, verbs }: { id: string; name: string; state: AccountState; verbs: Verbs }) {
  const say = useWords(words);
  const listed = useListed();
  const { modal } = App.useApp();
  const [asking, setAsking] = useState(false);
  const [link, setLink] = useState<Link>();
  const methods = listed(state.methods.map((method) => factorTitle(method, say)));
  const none = state.second_factor_needed ? say('noneNeeded') : say('none');
  const reset = (): void => {
    modal.confirm({
      title: say('resetAsk', { name }),
      content: say('resetNote'),
      okText: say('reset'),
      okButtonProps: { danger: true },
      onOk: () => verbs.run(() => removeFactors(id), say('resetDone')),
    });
  };
  return (
    <>
      <Facts
        facts={[
          {
            key: 'state',
            name: say('state'),
            value: (
              <span className={styles.line}>
                {state.locked_until === null ? <StateBadge tone="ok" label={say('open')} /> : <StateBadge tone="critical" label={say('lockedUntil', { at: absolute(Date.parse(state.locked_until)) })} />}
                {state.failed_logins > 0 && <Quiet>{say('failures', { n: state.failed_logins })}</Quiet>}
              </span>
            ),
          },
          { key: 'factor', name: say('factor'), value: methods === '' ? <Quiet>{none}</Quiet> : methods },
          {
            key: 'password',
            name: say('passwordAge'),
            value: (
              <span className={styles.line}>
                <Time at={state.password_changed_at} show="both" />
                {state.must_change_password && <Quiet>{say('mustChange')}</Quiet>}
              </span>
            ),
          },
        ]}
      />
      <div className={styles.verbs}>
        {state.locked_until !== null && (
          <Button size="small" type="primary" disabled={verbs.busy} onClick={() => verbs.run(() => unlock(id), say('unlocked'))}>
            {say('unlock')}
          </Button>
        )}
        <Button size="small" disabled={verbs.busy || state.must_change_password} onClick={() => verbs.run(() => demandPassword(id), say('demanded'))}>
          {say('demand')}
        </Button>
        {!state.administrator && (
          <Button size="small" disabled={verbs.busy} onClick={() => setAsking(true)}>
            {say('resetPassword')}
          </Button>
        )}
        {state.methods.length > 0 && (
          <Button size="small" danger disabled={verbs.busy} onClick={reset}>
            {say('reset')}
          </Button>
        )}
      </div>
      {state.administrator && <Quiet as="p">{say('administratorNote')}</Quiet>}
      {asking && <ResetPassword id={id} name={name} onMade={setLink} onClose={() => setAsking(false)} />}
      {link !== undefined && <OneTimeLink path={link.path} expires={link.expires_at} onClose={() => setLink(undefined)} />}
    </>
  );
}

/** Where somebody is signed in. */
function Sessions({ id, sessions, verbs }: { id: string; sessions: AccountState['sessions']; verbs: Verbs }) {
  const say = useWords(words);
  return (
    <Section
      title={say('sessions')}
      count={sessions.length}
      extra={
        sessions.length > 1 && (
          <Button size="small" disabled={verbs.busy} onClick={() => verbs.run(() => endEverySession(id), say('ended'))}>
            {say('endAll')}
          </Button>
        )
      }
    >
      {sessions.length === 0 ? (
        <Quiet>{say('notSignedIn')}</Quiet>
      ) : (
        <ul className={styles.rows}>
          {sessions.map((row) => (
            <li key={row.id}>
              <span>
                <b>{deviceName(row.user_agent) || row.method}</b>{' '}
                <Quiet>
                  {row.ip} · <Time at={row.seen_at} />
                </Quiet>
              </span>
              <Button size="small" disabled={verbs.busy} onClick={() => verbs.run(() => endOneSession({ user: id, id: row.id }), say('ended'))}>
                {say('end')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** How safe somebody's account is, and what the security administrator can do about it. */
export function AccountSecurity({ id, name }: { id: string; name: string }) {
  const say = useWords(words);
  const verbs = useVerbs(id);
  const query = useQuery({ queryKey: securityKeys.of(id), queryFn: () => fetchSecurity(id) });
  return (
    <>
      <Section title={say('security')}>
        <Loaded query={query} rows={3} compact>
          {(state) => <State id={id} name={name} state={state} verbs={verbs} />}
        </Loaded>
      </Section>
      {query.data !== undefined && <Sessions id={id} sessions={query.data.sessions} verbs={verbs} />}
    </>
  );
}
