import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { callerKeys, listTokens, revokeToken, type Token } from './api';
import { IssueToken } from './IssueToken';
import { words } from './words';

const TONES = { active: 'ok', expired: 'warning', revoked: 'idle' } as const;

/** The tokens one may see: one's own, or all; issue one, take one back. */
export function TokensPage() {
  const say = useWords(words);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [issuing, setIssuing] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: callerKeys.tokens });
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => void message.success(say('revokedDone')),
    onError: (error) => void message.error(asProblem(error).told),
    onSettled: again,
  });
  const ask = (token: Token): void => {
    modal.confirm({
      title: say('revokeAsk', { name: token.name }),
      content: say('revokeNote'),
      okText: say('revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync(token.id).catch(() => undefined),
    });
  };
  const columns: Column<Token>[] = [
    { key: 'name', title: say('name'), sort: 'name', phone: 'title', fixed: true, render: (token) => token.name },
    { key: 'kind', title: say('kind'), width: 80, phone: 'meta', render: (token) => say(token.kind) },
    { key: 'user', title: say('owner'), width: 120, phone: 'meta', render: (token) => token.user?.name },
    { key: 'state', title: say('state'), width: 96, phone: 'state', render: (token) => <StateBadge tone={TONES[token.state]} label={say(token.state)} /> },
    {
      key: 'scopes',
      title: say('scopes'),
      width: 150,
      phone: 'hidden',
      render: (token) => {
        if (token.kind === 'agent') return null;
        return token.scopes === null ? say('allScopes') : <span title={token.scopes.join('\n')}>{say('nScopes', { n: token.scopes.length })}</span>;
      },
    },
    { key: 'expires_at', title: say('expires'), sort: 'expires_at', width: 120, phone: 'hidden', render: (token) => <Time at={token.expires_at} empty={say('never')} /> },
    { key: 'last_used_at', title: say('lastUsed'), sort: 'last_used_at', width: 120, phone: 'meta', render: (token) => <Time at={token.last_used_at} empty={say('unused')} /> },
    { key: 'last_used_ip', title: say('lastIp'), width: 140, phone: 'hidden', render: (token) => token.last_used_ip },
    { key: 'created_at', title: say('created'), sort: 'created_at', width: 120, phone: 'hidden', optional: true, render: (token) => <Time at={token.created_at} /> },
    {
      key: 'revoke',
      title: '',
      width: 80,
      fixed: true,
      phone: 'meta',
      render: (token) =>
        token.state === 'active' && (
          <Button size="small" danger type="text" onClick={() => ask(token)}>
            {say('revoke')}
          </Button>
        ),
    },
  ];
  const filters: FilterField[] = [
    { key: 'kind', title: say('kind'), options: (['user', 'agent'] as const).map((value) => ({ value, label: say(value) })) },
    {
      key: 'revoked',
      title: say('state'),
      single: true,
      options: [
        { value: 'true', label: say('active') },
        { value: 'false', label: say('revoked') },
      ],
    },
    { key: 'last_used_at', kind: 'range', title: say('lastUsed'), options: [] },
  ];
  return (
    <>
      <PageHeader
        title={say('tokens')}
        note={say('tokensNote')}
        actions={
          <Button type="primary" icon={<Plus size={15} />} onClick={() => setIssuing(true)}>
            {say('issue')}
          </Button>
        }
      />
      <ResourceTable
        id="tokens"
        source={{ key: callerKeys.tokens, path: '/api/v1/tokens', fetch: listTokens }}
        columns={columns}
        rowKey={(token) => token.id}
        rowName={(token) => token.name}
        filters={filters}
        defaultSort="-created_at"
        searchHint={say('findTokens')}
        empty={<Notice icon={<KeyRound size={28} strokeWidth={1.4} />} title={say('noTokens')} detail={say('noTokensHint')} />}
      />
      {issuing && <IssueToken onIssued={() => void again()} onClose={() => setIssuing(false)} />}
    </>
  );
}
