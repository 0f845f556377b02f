import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';

import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { fetchSession } from '../api';
import { Gate } from '../Gate';
import { startSession, useSignOut } from '../session';
import type { Session } from '../types';
import { accountKeys, fetchAccount, giveSecondFactor } from './api';
import styles from './account.module.css';
import { Challenge } from './Challenge';
import { EnrolApp, EnrolPasskey } from './Enrol';
import { PasswordForm } from './PasswordForm';
import { ProofDialog } from './ProofDialog';
import { RecoveryCodes } from './RecoveryCodes';
import { words } from './words';

interface StepProps {
  onDone: (session: Session) => void;
}

function EnrolStep({ onDone }: StepProps) {
  const say = useWords(words);
  const account = useQuery({ queryKey: accountKeys.account, queryFn: fetchAccount });
  const [codes, setCodes] = useState<readonly string[]>([]);
  const goOn = async (): Promise<void> => onDone(await fetchSession());
  if (codes.length > 0) return <RecoveryCodes codes={codes} onKept={() => void goOn()} />;
  const enrolled = (fresh: readonly string[]): void => {
    if (fresh.length > 0) setCodes(fresh);
    else void goOn();
  };
  return (
    <Loaded query={account} rows={4} compact>
      {(mine) => (
        <div className={styles.list}>
          <div className={styles.grow}>
            <b>{say('totp')}</b>
            <div className={styles.hint}>{say('totpHint')}</div>
            <EnrolApp onDone={enrolled} />
          </div>
          <div className={styles.grow}>
            <b>{say('passkey')}</b>
            <div className={styles.hint}>{say('passkeyHint')}</div>
            <EnrolPasskey available={mine.passkeys_available} onDone={enrolled} />
          </div>
        </div>
      )}
    </Loaded>
  );
}

function PasswordStep({ onDone }: StepProps) {
  const account = useQuery({ queryKey: accountKeys.account, queryFn: fetchAccount });
  return (
    <Loaded query={account} rows={4} compact>
      {(mine) => <PasswordForm rules={mine.password_rules} onDone={onDone} />}
    </Loaded>
  );
}

/** The steps between the password and the platform: second factor, its enrolment, a new password. */
export function Steps({ session }: { session: Session }) {
  const say = useWords(words);
  const client = useQueryClient();
  const signOut = useSignOut();
  const done = (next: Session): void => startSession(client, next);
  const titles = { 'second-factor': 'stepSecondFactor', enrol: 'stepEnrol', password: 'stepPassword', ready: 'account' } as const;
  const notes = { enrol: say('stepEnrolNote'), password: say('stepPasswordNote') };
  const note = session.stage === 'enrol' || session.stage === 'password' ? notes[session.stage] : session.user.name;
  return (
    <Gate title={say(titles[session.stage])} note={note}>
      {session.stage === 'second-factor' && (
        <Challenge ways={session.methods} onGive={async (way, text, credential) => way !== 'password' && done(await giveSecondFactor(way, text, credential))} />
      )}
      {session.stage === 'enrol' && <EnrolStep onDone={done} />}
      {session.stage === 'password' && <PasswordStep onDone={done} />}
      <div className={styles.ways}>
        <Button type="link" size="small" onClick={() => void signOut()}>
          {say('startOver')}
        </Button>
      </div>
      <ProofDialog />
    </Gate>
  );
}
