import { Button } from 'antd';
import { Plus, UsersRound } from 'lucide-react';
import { useState } from 'react';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';

import { useMay } from '../session';
import { listRoles, type Role } from './api';
import { RolePanel } from './RolePanel';
import { words } from './words';

/** Roles: permissions in groups, and the fields that they hide. */
export function RolesPage() {
  const say = useWords(words);
  const titled = useTitled();
  const mayWrite = useMay('role:write');
  const [open, setOpen] = useState<Role | 'new' | undefined>();
  const columns: Column<Role>[] = [
    { key: 'title', title: say('title'), sort: 'title', phone: 'title', fixed: true, render: (role) => titled(role.title, role.title_en) },
    { key: 'key', title: say('key'), sort: 'key', width: 190, phone: 'hidden', render: (role) => role.key },
    { key: 'realm', title: say('realm'), width: 110, phone: 'meta', render: (role) => say(role.realm) },
    {
      key: 'permissions',
      title: say('permissions'),
      width: 150,
      phone: 'meta',
      render: (role) => (role.permissions.includes('*') ? say('everything') : say('count', { n: role.permissions.length })),
    },
    { key: 'grants', title: say('holders'), width: 90, align: 'right', phone: 'hidden', render: (role) => role.grants },
    { key: 'built_in', title: say('builtIn'), width: 80, phone: 'hidden', render: (role) => role.built_in && say('builtIn') },
    { key: 'description', title: say('description'), phone: 'hidden', render: (role) => role.description },
  ];
  return (
    <>
      <PageHeader
        title={say('roles')}
        note={say('rolesNote')}
        actions={
          mayWrite && (
            <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen('new')}>
              {say('newRole')}
            </Button>
          )
        }
      />
      <ResourceTable
        id="roles"
        source={{ key: ['roles'], path: '/api/v1/roles', fetch: listRoles }}
        columns={columns}
        rowKey={(role) => role.id}
        onOpen={setOpen}
        openKey={open === undefined || open === 'new' ? undefined : open.id}
        defaultSort="created_at"
        searchHint={say('findRoles')}
        empty={<Notice icon={<UsersRound size={28} strokeWidth={1.4} />} title={say('noRoles')} />}
      />
      {open !== undefined && <RolePanel key={open === 'new' ? 'new' : open.id} role={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
