import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';

import { ApiProblem, asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { useWords } from '@/shared/i18n/words';

import { addPasskey, beginAuthenticator, confirmAuthenticator, passkeyCreationOptions } from './api';
import styles from './account.module.css';
import { createPasskey, hasPasskeys } from './passkey';
import { words } from './words';

/** What to do when a factor was enrolled: with new recovery codes, or with none because there are some. */
type Enrolled = (codes: readonly string[]) => void;

export function Refusal({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <div className={styles.refusal} role="alert">
      {asProblem(error).told}
    </div>
  );
}

/** Takes an authenticator app into use: picture, then the first code. */
export function EnrolApp({ onDone }: { onDone: Enrolled }) {
  const say = useWords(words);
  const [code, setCode] = useState('');
  const begun = useMutation({ mutationFn: beginAuthenticator });
  const confirmed = useMutation({ mutationFn: () => confirmAuthenticator(code.trim()), onSuccess: ({ codes }) => onDone(codes) });
  if (begun.data === undefined) {
    return (
      <>
        <Button onClick={() => begun.mutate()} loading={begun.isPending}>
          {say('add')}
        </Button>
        <Refusal error={begun.error} />
      </>
    );
  }
  return (
    <form
      className={styles.enrol}
      onSubmit={(event) => {
        event.preventDefault();
        confirmed.mutate();
      }}
    >
      <p>{say('totpScan')}</p>
      <img className={styles.picture} alt={say('totp')} src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.data.picture)}`} />
      <p>
        {say('totpManual')} <Code>{begun.data.secret}</Code>
      </p>
      <label htmlFor="app-code">{say('code')}</label>
      <div className={styles.row}>
        <Input
          id="app-code"
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <Button type="primary" htmlType="submit" loading={confirmed.isPending} disabled={code.trim().length < 6}>
          {say('confirm')}
        </Button>
      </div>
      <Refusal error={confirmed.error} />
    </form>
  );
}

/** Makes a passkey in this browser or on a security key. */
export function EnrolPasskey({ available, onDone }: { available: boolean; onDone: Enrolled }) {
  const say = useWords(words);
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: async () => {
      const credential = await createPasskey(await passkeyCreationOptions());
      if (credential === null) throw new ApiProblem({ status: -1, title: say('cancelled') });
      return addPasskey(name.trim() || say('passkeyDefault'), credential);
    },
    onSuccess: ({ codes }) => {
      setName('');
      onDone(codes);
    },
  });
  if (!available || !hasPasskeys()) return <p className={styles.hint}>{say('passkeyUnavailable')}</p>;
  return (
    <form
      className={styles.enrol}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <div className={styles.row}>
        <Input
          aria-label={say('passkeyName')}
          placeholder={say('passkeyNameHint')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button htmlType="submit" loading={make.isPending}>
          {say('add')}
        </Button>
      </div>
      <Refusal error={make.error} />
    </form>
  );
}
