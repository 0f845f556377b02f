import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';

import { ApiProblem } from '@/shared/api/problem';
import { useWords } from '@/shared/i18n/words';

import { passkeyRequestOptions, type Method } from './api';
import styles from './account.module.css';
import { Refusal } from './Enrol';
import { signWithPasskey } from './passkey';
import { words } from './words';

export type Way = Method | 'password';

interface ChallengeProps {
  ways: readonly Way[];
  /** Resolves when the server accepted. */
  onGive: (way: Way, text: string, credential: Record<string, unknown> | null) => Promise<unknown>;
}

const LABELS = { password: 'usePassword', totp: 'useTotp', webauthn: 'useWebauthn', recovery: 'useRecovery' } as const;
const FIELDS = { password: 'password', totp: 'code', webauthn: 'passkey', recovery: 'recoveryCode' } as const;

/** Asks for one of several proofs of identity; the first is offered, the others are a click away. */
export function Challenge({ ways, onGive }: ChallengeProps) {
  const say = useWords(words);
  const [chosen, setChosen] = useState<Way>();
  const [text, setText] = useState('');
  const way = chosen ?? ways[0] ?? 'password';
  const give = useMutation({
    mutationFn: async () => {
      if (way !== 'webauthn') return onGive(way, text, null);
      const credential = await signWithPasskey(await passkeyRequestOptions());
      if (credential === null) throw new ApiProblem({ status: -1, title: say('cancelled') });
      return onGive(way, '', credential);
    },
    onError: () => setText(''),
  });
  const shared = { id: 'proof', size: 'large' as const, autoFocus: true, value: text, onChange: (event: { target: { value: string } }) => setText(event.target.value) };
  return (
    <form
      key={way}
      className={styles.challenge}
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate();
      }}
    >
      {way !== 'webauthn' && <label htmlFor="proof">{say(FIELDS[way])}</label>}
      {way === 'password' && <Input.Password {...shared} autoComplete="current-password" />}
      {way === 'totp' && <Input {...shared} inputMode="numeric" autoComplete="one-time-code" maxLength={7} />}
      {way === 'recovery' && <Input {...shared} autoComplete="off" autoCapitalize="characters" maxLength={24} />}
      <Refusal error={give.error} />
      <Button type="primary" htmlType="submit" size="large" block loading={give.isPending} disabled={way !== 'webauthn' && text.trim() === ''}>
        {way === 'webauthn' ? say('useWebauthn') : say('confirm')}
      </Button>
      {ways.length > 1 && (
        <div className={styles.ways}>
          {ways
            .filter((each) => each !== way)
            .map((each) => (
              <Button
                key={each}
                type="link"
                size="small"
                onClick={() => {
                  give.reset();
                  setText('');
                  setChosen(each);
                }}
              >
                {say(LABELS[each])}
              </Button>
            ))}
        </div>
      )}
    </form>
  );
}
