import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { ApiProblem } from '@/shared/api/problem';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords, type Say } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { fetchSetup, setUp } from './api';
import { Gate } from './Gate';
import { startSession } from './session';
import { words } from './words';

function administratorSchema(say: Say<keyof typeof words>): JsonSchema {
  return {
    type: 'object',
    required: ['organisation', 'name', 'username', 'password', 'repeat'],
    properties: {
      organisation: { type: 'string', title: say('organisation'), maxLength: 200 },
      name: { type: 'string', title: say('name'), maxLength: 100 },
      username: { type: 'string', title: say('username'), description: say('usernameHint'), pattern: '^[A-Za-z0-9_.\\-]{2,64}$' },
      password: { type: 'string', title: say('password'), description: say('passwordHint'), minLength: 10, maxLength: 400, 'x-widget': 'password' },
      repeat: { type: 'string', title: say('repeat'), 'x-widget': 'password' },
    },
  };
}

export function SetupPage() {
  const say = useWords(words);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const token = params.get('token') ?? '';
  const setup = useQuery({ queryKey: ['setup'], queryFn: fetchSetup });
  const title = say('setupTitle');
  useEffect(() => {
    document.title = title;
  }, [title]);

  const create = async (entered: Record<string, unknown>): Promise<void> => {
    const text = (key: string): string => (typeof entered[key] === 'string' ? entered[key] : '');
    if (text('password') !== text('repeat')) {
      throw new ApiProblem({ status: 422, title: say('repeatWrong'), fields: [{ path: 'repeat', message: say('repeatWrong') }] });
    }
    const session = await setUp({
      token,
      username: text('username'),
      name: text('name'),
      password: text('password'),
      organisation: text('organisation'),
    });
    startSession(client, session);
    await navigate('/', { replace: true });
  };

  return (
    <Gate title={title} note={say('setupNote')}>
      <Loaded query={setup} rows={4}>
        {({ required }) => {
          if (!required) {
            return (
              <Notice compact title={say('setupDone')} detail={say('setupDoneHint')}>
                <Button type="primary" onClick={() => void navigate('/login')}>
                  {say('signIn')}
                </Button>
              </Notice>
            );
          }
          if (token === '') return <Notice compact title={say('setupNoToken')} detail={say('setupNoTokenHint')} />;
          return <SchemaForm schema={administratorSchema(say)} onSubmit={create} submitLabel={say('create')} />;
        }}
      </Loaded>
    </Gate>
  );
}
