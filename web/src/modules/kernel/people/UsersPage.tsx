import { Button } from 'antd';
import { Plus, Upload, Users } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';

import { useTree } from '../organisations/queries';
import { useMay } from '../session';
import { listUsers } from './api';
import type { Person } from './types';
import { CreateUser } from './UserForms';
import { words } from './words';

export function PersonState({ person, soft = false }: { person: Pick<Person, 'active' | 'away_until'>; soft?: boolean }) {
  const say = useWords(words);
  const kind = soft ? 'soft' : 'plain';
  if (!person.active) return <StateBadge kind={kind} tone="idle" label={say('inactive')} />;
  if (person.away_until === null) return <StateBadge kind={kind} tone="ok" label={say('active')} />;
  return <StateBadge kind={kind} tone="warning" label={say('away')} reason={say('awayUntil', { at: absolute(Date.parse(person.away_until)) })} />;
}

export function useUserColumns(): readonly Column<Person>[] {
  const say = useWords(words);
  return [
    { key: 'name', title: say('name'), sort: 'name', width: 120, phone: 'title', fixed: true, render: (person) => person.name },
    { key: 'username', title: say('username'), sort: 'username', width: 150, phone: 'meta', render: (person) => person.username },
    { key: 'state', title: say('state'), width: 100, phone: 'state', render: (person) => <PersonState person={person} /> },
    { key: 'organisation', title: say('organisation'), phone: 'meta', render: (person) => person.organisation?.name },
    { key: 'posts', title: say('posts'), phone: 'hidden', render: (person) => person.posts.join('；') },
    { key: 'phone', title: say('phone'), width: 140, phone: 'meta', render: (person) => person.phone },
    { key: 'employee_no', title: say('employeeNo'), width: 120, phone: 'hidden', optional: true, render: (person) => person.employee_no },
    { key: 'mail', title: say('mail'), phone: 'hidden', optional: true, render: (person) => person.mail },
    { key: 'created_at', title: say('created'), sort: 'created_at', width: 130, phone: 'hidden', optional: true, render: (person) => <Time at={person.created_at} /> },
  ];
}

/** Everybody who has an account. */
export function UsersPage() {
  const say = useWords(words);
  const may = useMay('user:manage');
  const [params] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const units = useTree().data ?? [];
  const below = params.get('below');
  const chosen = units.find((unit) => unit.id === below);
  return (
    <>
      <PageHeader
        title={say('users')}
        note={say('usersNote')}
        actions={
          may && (
            <>
              <Link to="/admin/people-import?kind=users">
                <Button icon={<Upload size={15} />}>{say('import')}</Button>
              </Link>
              <Button type="primary" icon={<Plus size={15} />} onClick={() => setCreating(true)}>
                {say('newUser')}
              </Button>
            </>
          )
        }
      />
      <ResourceTable
        id="users"
        source={{ key: ['users', 'list'], path: '/api/v1/users', fetch: listUsers }}
        columns={useUserColumns()}
        rowKey={(person) => person.id}
        rowName={(person) => person.name}
        rowHref={(person) => `/admin/users/${person.id}`}
        filters={[
          { key: 'below', title: say('organisation'), single: true, options: units.filter((unit) => unit.active).map((unit) => ({ value: unit.id, label: unit.name })) },
          {
            key: 'active',
            title: say('state'),
            single: true,
            options: [
              { value: 'true', label: say('active') },
              { value: 'false', label: say('inactive') },
            ],
          },
        ]}
        defaultSort="username"
        searchHint={say('searchUsers')}
        empty={<Notice icon={<Users size={28} strokeWidth={1.4} />} title={say('users')} />}
      />
      {creating && <CreateUser organisation={chosen?.id} units={units} onClose={() => setCreating(false)} />}
    </>
  );
}
