import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { useTitled, useWords } from '@/shared/i18n/words';

import { fetchSetup, signIn } from './api';
import { Steps } from './account/Steps';
import { Gate } from './Gate';
import styles from './kernel.module.css';
import { startSession, useSessionQuery } from './session';
import { fetchOptions, signInWith } from './sign-in/api';
import { OtherWays, Refusal } from './sign-in/OtherWays';
import { words } from './words';

/** Only a place inside this application may be gone to after signing in. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') === true && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/';
}

export function LoginPage() {
  const say = useWords(words);
  const titled = useTitled();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const next = safeNext(params.get('next'));
  const session = useSessionQuery();
  const setup = useQuery({ queryKey: ['setup'], queryFn: fetchSetup, retry: 1 });
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [directory, setDirectory] = useState('');
  const options = useQuery({ queryKey: ['sign-in-options'], queryFn: fetchOptions, retry: 1 }).data ?? [];
  const chosen = options.find((each) => each.key === directory);
  const attempt = useMutation({
    mutationFn: () => (chosen === undefined ? signIn(username.trim(), password) : signInWith(chosen.key, username.trim(), password)),
    onSuccess: (made) => {
      startSession(client, made);
      if (made.stage === 'ready') void navigate(next, { replace: true });
    },
  });
  const refused = params.get('error');
  const title = say('signInTitle');
  useEffect(() => {
    document.title = title;
  }, [title]);

  if (setup.data?.required === true) return <Navigate to="/setup" replace />;
  if (session.data && session.data.stage !== 'ready') return <Steps session={session.data} />;
  if (session.data) return <Navigate to={next} replace />;

  const problem = attempt.isError ? asProblem(attempt.error) : undefined;
  return (
    <Gate title={chosen === undefined ? title : titled(chosen.title, chosen.title_en)}>
      {refused !== null && !attempt.isError && <Refusal code={refused} request={params.get('request')} />}
      <form
        className={styles.gateForm}
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate();
        }}
      >
        <label htmlFor="username">{say('username')}</label>
        <Input
          id="username"
          size="large"
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <label htmlFor="password">{say('password')}</label>
        <Input.Password
          id="password"
          size="large"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {problem !== undefined && (
          <div className={styles.gateError} role="alert">
            {problem.kind === 'unauthenticated' && problem.detail === '' ? say('wrong') : problem.told}
          </div>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={attempt.isPending} disabled={username.trim() === '' || password === ''}>
          {say('signIn')}
        </Button>
      </form>
      <OtherWays
        options={options}
        chosen={directory}
        next={next}
        onChoose={(key) => {
          attempt.reset();
          setDirectory(key);
        }}
      />
    </Gate>
  );
}
