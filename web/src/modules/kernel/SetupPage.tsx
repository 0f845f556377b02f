import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { ApiProblem } from '@/shared/api/problem';
import { textOf } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords, type Say } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { fetchSetup, setUp, takeSeat } from './api';
import { Gate } from './Gate';
import { startSession } from './session';
import type { NewInstallation, Seat } from './types';
import { words } from './words';

const SEATS = { security: 'seatSecurity', audit: 'seatAudit', system: 'seatSystem' } as const;

/** The form of an administrator; the first one also names the organisation. */
function administratorSchema(say: Say<keyof typeof words>, first: boolean): JsonSchema {
  return {
    type: 'object',
    required: [...(first ? ['organisation'] : []), 'name', 'username', 'password', 'repeat'],
    properties: {
      ...(first ? { organisation: { type: 'string', title: say('organisation'), maxLength: 200 } } : {}),
      name: { type: 'string', title: say('name'), maxLength: 100 },
      username: { type: 'string', title: say('username'), description: say('usernameHint'), pattern: '^[A-Za-z0-9_.\\-]{2,64}$' },
      password: { type: 'string', title: say('password'), description: say('passwordHint'), minLength: 10, maxLength: 400, 'x-widget': 'password' },
      repeat: { type: 'string', title: say('repeat'), 'x-widget': 'password' },
      ...(first ? { second_factor: { type: 'boolean', title: say('twoFactors'), description: say('twoFactorsHint'), default: true } } : {}),
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
  const asked = params.get('seat');
  const seat: Seat | null = asked === 'system' || asked === 'security' || asked === 'audit' ? asked : null;
  const [made, setMade] = useState<NewInstallation | null>(null);
  const title = seat === null ? say('setupTitle') : say(SEATS[seat]);
  useEffect(() => {
    document.title = title;
  }, [title]);

  const create = async (entered: Record<string, unknown>): Promise<void> => {
    if (textOf(entered.password) !== textOf(entered.repeat)) {
      throw new ApiProblem({ status: 422, title: say('repeatWrong'), fields: [{ path: 'repeat', message: say('repeatWrong') }] });
    }
    const person = { token, username: textOf(entered.username), name: textOf(entered.name), password: textOf(entered.password) };
    if (seat !== null) {
      await takeSeat(person);
      await navigate('/login', { replace: true });
      return;
    }
    setMade(await setUp({ ...person, organisation: textOf(entered.organisation), second_factor: entered.second_factor !== false }));
  };

  const enter = (installation: NewInstallation): void => {
    startSession(client, installation);
    void navigate('/', { replace: true });
  };

  if (made !== null) {
    return (
      <Gate title={say('handOverTitle')} note={say('handOverNote')}>
        {made.links.map((link) => (
          <div key={link.seat}>
            <Typography.Text strong>{say(SEATS[link.seat])}</Typography.Text>
            <Typography.Paragraph copyable>{link.href}</Typography.Paragraph>
          </div>
        ))}
        <Button type="primary" block onClick={() => enter(made)}>
          {say('enter')}
        </Button>
      </Gate>
    );
  }

  return (
    <Gate title={title} note={seat === null ? say('setupNote') : say('seatNote')}>
      <Loaded query={setup} rows={4}>
        {({ required }) => {
          if (!required && seat === null) {
            return (
              <Notice compact title={say('setupDone')} detail={say('setupDoneHint')}>
                <Button type="primary" onClick={() => void navigate('/login')}>
                  {say('signIn')}
                </Button>
              </Notice>
            );
          }
          if (token === '') return <Notice compact title={say('setupNoToken')} detail={say('setupNoTokenHint')} />;
          return <SchemaForm schema={administratorSchema(say, seat === null)} onSubmit={create} submitLabel={say('create')} />;
        }}
      </Loaded>
    </Gate>
  );
}
