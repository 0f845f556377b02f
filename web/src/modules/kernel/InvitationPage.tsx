import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

import { api, unwrap } from '@/shared/api/client';
import { ApiProblem } from '@/shared/api/problem';
import { textOf } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';

import { Gate } from './Gate';
import { words } from './words';

/** Where an invited person chooses a password. The token stands behind the # and never reaches a log. */
export function InvitationPage() {
  const say = useWords(words);
  const navigate = useNavigate();
  const token = useLocation().hash.slice(1);
  const [done, setDone] = useState(false);
  const title = say('choosePassword');
  useEffect(() => {
    document.title = title;
  }, [title]);
  const choose = async (entered: Record<string, unknown>): Promise<void> => {
    const password = textOf(entered.password);
    if (password !== entered.repeat) {
      throw new ApiProblem({ status: 422, title: say('repeatWrong'), fields: [{ path: 'repeat', message: say('repeatWrong') }] });
    }
    await unwrap(api.POST('/api/v1/invitation', { body: { token, password } }));
    setDone(true);
  };
  return (
    <Gate title={title} note={done ? '' : say('choosePasswordNote')}>
      {done ? (
        <Notice compact title={say('passwordChosen')}>
          <Button type="primary" onClick={() => void navigate('/login', { replace: true })}>
            {say('signIn')}
          </Button>
        </Notice>
      ) : (
        <SchemaForm
          schema={{
            type: 'object',
            required: ['password', 'repeat'],
            properties: {
              password: { type: 'string', title: say('password'), description: say('passwordHint'), minLength: 10, maxLength: 400, 'x-widget': 'password' },
              repeat: { type: 'string', title: say('repeat'), 'x-widget': 'password' },
            },
          }}
          submitLabel={say('choosePassword')}
          onSubmit={choose}
        />
      )}
    </Gate>
  );
}
