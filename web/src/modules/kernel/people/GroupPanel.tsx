import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { api, unwrap } from '@/shared/api/client';
import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';

import { useMay } from '../session';
import { changeMembers, listUsers } from './api';
import { PersonSelect } from './PersonSelect';
import styles from './people.module.css';
import type { Group } from './types';
import { words } from './words';

interface GroupPanelProps {
  id: string;
  onEdit: (group: Group) => void;
  onChanged: () => void;
  onClose: () => void;
}

/** Who is in a group. */
export function GroupPanel({ id, onEdit, onChanged, onClose }: GroupPanelProps) {
  const say = useWords(words);
  const phone = usePhone();
  const may = useMay('group:manage');
  const client = useQueryClient();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string>();
  const group = useQuery({ queryKey: ['groups', id], queryFn: () => unwrap(api.GET('/api/v1/groups/{group_id}', { params: { path: { group_id: id } } })) });
  const members = useQuery({ queryKey: ['users', 'group', id], queryFn: () => listUsers({ group: id, limit: 500 }) });
  const change = async (add: string[], remove: string[]): Promise<void> => {
    try {
      client.setQueryData(['groups', id], await changeMembers(id, add, remove));
      setChosen(undefined);
      onChanged();
      await client.invalidateQueries({ queryKey: ['users', 'group', id] });
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return (
    <Drawer
      open
      title={group.data?.name ?? say('groups')}
      size={phone ? '100%' : 560}
      onClose={onClose}
      extra={
        may &&
        group.data !== undefined && (
          <Button onClick={() => onEdit(group.data)}>{say('edit')}</Button>
        )
      }
    >
      {group.data !== undefined && group.data.description !== '' && <Quiet as="p">{group.data.description}</Quiet>}
      {may && (
        <div className={styles.bar}>
          <div style={{ flex: '1 1 240px' }}>
            <PersonSelect label={say('addMember')} value={chosen} onChange={setChosen} />
          </div>
          <Button type="primary" disabled={chosen === undefined} onClick={() => chosen !== undefined && void change([chosen], [])}>
            {say('addMember')}
          </Button>
        </div>
      )}
      <Section title={say('members')} count={members.data?.total}>
        <Loaded query={members} rows={5}>
          {({ items }) => (
            <ul className={styles.rows}>
              {items.map((person) => (
                <li key={person.id}>
                  <span>
                    <Link to={`/admin/users/${person.id}`}>{person.name}</Link> <Quiet>{person.organisation?.name}</Quiet>
                  </span>
                  {may && (
                    <Button type="link" size="small" onClick={() => void change([], [person.id])}>
                      {say('remove')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
    </Drawer>
  );
}
