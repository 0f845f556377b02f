import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { MonitorSmartphone } from 'lucide-react';
import { Link } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords, type Say } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { rowByRow } from '@/shared/list/rowByRow';
import type { BulkAction, Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { deviceName } from '../account/SessionsSection';
import { endOneSession, listSessions, securityKeys, type SessionRow } from './api';
import { words } from './words';

const FACTORS = ['totp', 'webauthn', 'recovery', 'provider'] as const;
const STAGES = { ready: 'ready', 'second-factor': 'second-factor', enrol: 'enrol', password: 'change-password' } as const;

export function factorTitle(factor: string, say: Say<keyof typeof words>): string {
  const known = FACTORS.find((each) => each === factor);
  return known === undefined ? '' : say(known);
}

/** Who is signed in, from where and how; and the way to end it. */
export function SessionsPage() {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const end = useMutation({
    mutationFn: endOneSession,
    onSuccess: () => void message.success(say('ended')),
    onError: (error) => void message.error(asProblem(error).told),
    onSettled: () => client.invalidateQueries({ queryKey: securityKeys.sessions }),
  });
  const columns: Column<SessionRow>[] = [
    { key: 'user', title: say('user'), sort: 'user', width: 150, phone: 'title', fixed: true, render: ({ user }) => <Link to={`/admin/users/${user.id}`}>{user.name}</Link> },
    { key: 'organisation', title: say('organisation'), phone: 'hidden', render: ({ user }) => user.organisation?.name },
    { key: 'ip', title: say('ip'), width: 140, phone: 'meta', render: (row) => row.ip },
    { key: 'device', title: say('device'), width: 160, phone: 'meta', render: (row) => deviceName(row.user_agent) },
    { key: 'method', title: say('method'), width: 110, phone: 'hidden', render: (row) => (row.method === 'password' ? say('password') : row.method) },
    { key: 'factor', title: say('factor'), width: 110, phone: 'hidden', render: (row) => factorTitle(row.second_factor, say) },
    { key: 'stage', title: say('stage'), width: 140, phone: 'state', render: (row) => <StateBadge tone={row.stage === 'ready' ? 'ok' : 'warning'} label={say(STAGES[row.stage])} /> },
    { key: 'seen_at', title: say('seen'), sort: 'seen_at', width: 120, phone: 'meta', render: (row) => <Time at={row.seen_at} /> },
    { key: 'created_at', title: say('signedIn'), sort: 'created_at', width: 150, phone: 'hidden', render: (row) => <Time at={row.created_at} show="absolute" /> },
    {
      key: 'end',
      title: '',
      width: 76,
      phone: 'hidden',
      fixed: true,
      render: (row) => (
        <Button size="small" loading={end.isPending && end.variables.id === row.id} onClick={() => end.mutate({ user: row.user.id, id: row.id })}>
          {say('end')}
        </Button>
      ),
    },
  ];
  const filters: FilterField[] = [
    { key: 'seen_at', kind: 'range', title: say('seen'), options: [] },
    { key: 'ip', kind: 'text', title: say('ip'), options: [] },
    { key: 'second_factor', title: say('factor'), options: FACTORS.map((value) => ({ value, label: say(value) })) },
    { key: 'stage', title: say('stage'), options: Object.entries(STAGES).map(([value, key]) => ({ value, label: say(key) })) },
  ];
  const bulk: BulkAction<SessionRow>[] = [
    {
      key: 'end',
      title: say('endSelected'),
      run: rowByRow((row) => endOneSession({ user: row.user.id, id: row.id })),
    },
  ];
  return (
    <>
      <PageHeader title={say('title')} note={say('pageNote')} />
      <ResourceTable
        id="sessions"
        source={{ key: securityKeys.sessions, path: '/api/v1/sessions', fetch: listSessions, refreshMs: 30_000 }}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => `${row.user.name} ${row.ip}`}
        filters={filters}
        bulk={bulk}
        defaultSort="-seen_at"
        searchHint={say('find')}
        empty={<Notice icon={<MonitorSmartphone size={28} strokeWidth={1.4} />} title={say('nobody')} />}
      />
    </>
  );
}
