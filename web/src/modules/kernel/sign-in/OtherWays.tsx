import { Button } from 'antd';
import { KeyRound, LogIn } from 'lucide-react';

import { useTitled, useWords } from '@/shared/i18n/words';

import type { SignInOption } from './api';
import styles from './sign-in.module.css';
import { REFUSALS, words } from './words';

/** The ways to sign in beside our own accounts; a directory is chosen for the form above, another system is gone to. */
export function OtherWays({ options, chosen, next, onChoose }: { options: readonly SignInOption[]; chosen: string; next: string; onChoose: (key: string) => void }) {
  const say = useWords(words);
  const titled = useTitled();
  if (options.length === 0) return null;
  const local = chosen === '' ? [] : [{ key: '', title: say('local') }];
  const directories = options.filter((each) => each.way === 'password' && each.key !== chosen).map((each) => ({ key: each.key, title: titled(each.title, each.title_en) }));
  return (
    <div className={styles.ways}>
      <div className={styles.or} role="separator">
        {say('or')}
      </div>
      {options
        .filter((each) => each.way === 'redirect')
        .map((each) => (
          <Button key={each.key} size="large" block icon={<LogIn size={16} />} href={`/api/v1/sign-in/${each.key}/begin?next=${encodeURIComponent(next)}`}>
            {say('with', { title: titled(each.title, each.title_en) })}
          </Button>
        ))}
      {[...directories, ...local].map((each) => (
        <Button key={each.key} size="large" block icon={<KeyRound size={16} />} onClick={() => onChoose(each.key)}>
          {say('with', { title: each.title })}
        </Button>
      ))}
    </div>
  );
}

/** Why the person is back on the sign-in page, and the number under which the administrator finds the exact reason. */
export function Refusal({ code, request }: { code: string; request: string | null }) {
  const say = useWords(words);
  const known = REFUSALS.find((each) => each === code) ?? 'provider_refused';
  return (
    <div className={styles.refusal} role="alert">
      <div>{say(known)}</div>
      {request !== null && <small>{say('requestNumber', { id: request })}</small>}
    </div>
  );
}
