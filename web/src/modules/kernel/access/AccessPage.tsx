import { useState } from 'react';

import { Button } from 'antd';
import { KeyRound, Plus } from 'lucide-react';

import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { useMay } from '../session';
import { listGrants, type Grant } from './api';
import { GrantPanel } from './GrantPanel';
import { Seats } from './Seats';
import { Why } from './Why';
import { words } from './words';

/** Who may do what, where, and why. */
export function AccessPage() {
  const say = useWords(words);
  return (
    <>
      <PageHeader title={say('access')} note={say('accessNote')} />
      <UrlTabs
        tabs={[
          { key: 'grants', title: say('grants'), render: () => <Grants /> },
          { key: 'why', title: say('why'), render: () => <Why /> },
          { key: 'seats', title: say('seats'), render: () => <Seats /> },
        ]}
      />
    </>
  );
}

function Grants() {
  const say = useWords(words);
  const titled = useTitled();
  const listed = useListed();
  const mayGrant = useMay('grant:write');
  const [open, setOpen] = useState<Grant | 'new' | undefined>();
  const create = mayGrant && (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen('new')}>
      {say('newGrant')}
    </Button>
  );
  const columns: Column<Grant>[] = [
    { key: 'holder', title: say('holder'), phone: 'title', fixed: true, render: (grant) => grant.holder.name },
    { key: 'kind', title: say('holderKind'), width: 100, phone: 'meta', render: (grant) => say(grant.holder.kind) },
    { key: 'role', title: say('role'), width: 180, phone: 'meta', render: (grant) => titled(grant.role.title, grant.role.title_en) },
    { key: 'realm', title: say('realm'), width: 110, phone: 'hidden', render: (grant) => say(grant.role.realm) },
    {
      key: 'scope',
      title: say('scope'),
      width: 240,
      phone: 'meta',
      render: (grant) => (grant.scope === 'named' ? listed(grant.organisations.map((unit) => unit.name)) : say(grant.scope)),
    },
    { key: 'granted_by', title: say('grantedBy'), width: 120, phone: 'hidden', render: (grant) => grant.granted_by },
    { key: 'created_at', title: say('grantedAt'), width: 130, sort: 'created_at', phone: 'hidden', render: (grant) => <Time at={grant.created_at} /> },
  ];
  return (
    <>
      <ResourceTable
        id="grants"
        source={{ key: ['grants'], path: '/api/v1/grants', fetch: listGrants }}
        columns={columns}
        rowKey={(grant) => grant.id}
        onOpen={setOpen}
        openKey={open === undefined || open === 'new' ? undefined : open.id}
        defaultSort="-created_at"
        searchHint={say('findGrants')}
        toolbar={create}
        empty={<Notice icon={<KeyRound size={28} strokeWidth={1.4} />} title={say('noGrants')} />}
      />
      {open !== undefined && <GrantPanel key={open === 'new' ? 'new' : open.id} grant={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
