import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { KeyRound, LifeBuoy, Smartphone } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Time } from '@/shared/time/Time';

import { accountKeys, removeAuthenticator, removePasskey, renewRecoveryCodes, type Account } from './api';
import styles from './account.module.css';
import { EnrolApp, EnrolPasskey, Refusal } from './Enrol';
import { RecoveryCodes } from './RecoveryCodes';
import { words } from './words';

function Factor({ icon, title, hint, children }: { icon: ReactNode; title: string; hint: string; children: ReactNode }) {
  return (
    <li>
      {icon}
      <div className={styles.grow}>
        <b>{title}</b>
        <div className={styles.hint}>{hint}</div>
        {children}
      </div>
    </li>
  );
}

/** The second factors of the signed-in person: what there is, what can be added or taken away. */
export function FactorsSection({ account }: { account: Account }) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const again = () => client.invalidateQueries({ queryKey: accountKeys.account });
  const enrolled = (fresh: readonly string[]): void => {
    setCodes(fresh);
    void message.success(say('enrolled'));
    void again();
  };
  const remove = useMutation({
    mutationFn: (id: string | null) => (id === null ? removeAuthenticator() : removePasskey(id)),
    onSuccess: () => void message.success(say('removed')),
    onSettled: again,
  });
  const renew = useMutation({ mutationFn: renewRecoveryCodes, onSuccess: (made) => setCodes(made.codes), onSettled: again });

  if (codes.length > 0) {
    return (
      <Section title={say('factors')}>
        <RecoveryCodes codes={codes} onKept={() => setCodes([])} />
      </Section>
    );
  }
  return (
    <Section title={say('factors')}>
      {account.methods.length === 0 && <p className={styles.hint}>{say(account.second_factor_needed ? 'factorsNeeded' : 'factorsNone')}</p>}
      <ul className={styles.list}>
        <Factor icon={<Smartphone size={18} strokeWidth={1.6} />} title={say('totp')} hint={say('totpHint')}>
          {account.authenticator_since === null ? (
            <EnrolApp onDone={enrolled} />
          ) : (
            <div className={styles.row}>
              <span className={styles.hint}>
                {say('since')} <Time at={account.authenticator_since} />
              </span>
              <Button size="small" onClick={() => remove.mutate(null)} loading={remove.isPending && remove.variables === null}>
                {say('remove')}
              </Button>
            </div>
          )}
        </Factor>
        <Factor icon={<KeyRound size={18} strokeWidth={1.6} />} title={say('passkeys')} hint={say('passkeyHint')}>
          {account.passkeys.map((passkey) => (
            <div key={passkey.id} className={styles.row}>
              <span>{passkey.name}</span>
              <span className={styles.hint}>
                {passkey.used_at === null ? say('since') : say('used')} <Time at={passkey.used_at ?? passkey.created_at} />
              </span>
              <Button size="small" onClick={() => remove.mutate(passkey.id)} loading={remove.isPending && remove.variables === passkey.id}>
                {say('remove')}
              </Button>
            </div>
          ))}
          <EnrolPasskey available={account.passkeys_available} onDone={enrolled} />
        </Factor>
        {account.methods.length > 0 && (
          <Factor icon={<LifeBuoy size={18} strokeWidth={1.6} />} title={say('recovery')} hint={say('recoveryHint')}>
            <div className={styles.row}>
              <span className={styles.hint}>{say('recoveryLeft', { n: account.recovery_codes_left })}</span>
              <Button size="small" onClick={() => renew.mutate()} loading={renew.isPending}>
                {say('recoveryNew')}
              </Button>
            </div>
          </Factor>
        )}
      </ul>
      <Refusal error={remove.error ?? renew.error} />
    </Section>
  );
}
