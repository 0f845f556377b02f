import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useState } from 'react';

import { askForProofWith } from '@/shared/api/proof';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { accountKeys, fetchAccount, prove, type Account } from './api';
import { Challenge, type Way } from './Challenge';
import { words } from './words';

function waysOf(account: Account): Way[] {
  const strong = account.methods.filter((method) => method !== 'recovery');
  return account.has_password ? ['password', ...strong] : strong;
}

/** Asks for proof of identity when the server wants it; whatever was asked for then goes on by itself. */
export function ProofDialog() {
  const say = useWords(words);
  const [answer, setAnswer] = useState<(proved: boolean) => void>();
  const account = useQuery({ queryKey: accountKeys.account, queryFn: fetchAccount, enabled: answer !== undefined });

  useEffect(() => askForProofWith(() => new Promise((resolve) => setAnswer(() => resolve))), []);

  const close = (proved: boolean): void => {
    answer?.(proved);
    setAnswer(undefined);
  };
  return (
    <Modal open={answer !== undefined} title={say('proofTitle')} footer={null} width={400} destroyOnHidden onCancel={() => close(false)}>
      <p>{say('proofNote')}</p>
      <Loaded query={account} rows={2} compact>
        {(mine) => (
          <Challenge
            ways={waysOf(mine)}
            onGive={async (way, text, credential) => {
              await prove(way === 'password' ? { password: text } : { method: way, code: text, credential });
              close(true);
            }}
          />
        )}
      </Loaded>
    </Modal>
  );
}
