import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Input, Select } from 'antd';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { useMay } from '../session';
import styles from './access.module.css';
import { changeRole, createRole, fetchHideable, removeRole, type NewRole, type Role } from './api';
import { usePermissions } from './queries';
import { words } from './words';

const EMPTY: NewRole = { key: '', title: '', title_en: '', description: '', realm: 'business', permissions: [], hidden: {} };

function draftOf(role: Role | undefined): NewRole {
  if (role === undefined) return EMPTY;
  const { key, title, title_en, description, permissions, hidden } = role;
  return { key, title, title_en, description, permissions, hidden, realm: role.realm === 'system' ? 'system' : 'business' };
}

/** One role: its permissions of one kind, and the fields that it hides. */
export function RolePanel({ role, onClose }: { role: Role | undefined; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const phone = usePhone();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const fixed = !useMay('role:write') || role?.built_in === true;
  const [draft, setDraft] = useState(() => draftOf(role));
  const [busy, setBusy] = useState(false);
  const permissions = usePermissions();
  const resources = useQuery({ queryKey: ['hideable-fields'], queryFn: fetchHideable, staleTime: Infinity }).data ?? [];
  const set = (change: Partial<NewRole>): void => setDraft({ ...draft, ...change });

  const act = async (work: () => Promise<unknown>, told: string): Promise<void> => {
    setBusy(true);
    try {
      await work();
      void message.success(told);
      await client.invalidateQueries({ queryKey: ['roles'] });
      onClose();
    } catch (error) {
      const problem = asProblem(error);
      void message.error([problem.told, ...problem.fields.map((field) => field.message)].join(' '));
    } finally {
      setBusy(false);
    }
  };
  const remove = (of: Role): void => {
    modal.confirm({
      title: say('removeSure', { name: titled(of.title, of.title_en) }),
      okText: say('remove'),
      okButtonProps: { danger: true },
      cancelText: shared('cancel'),
      onOk: () => act(() => removeRole(of.id), say('removed')),
    });
  };
  const offered = permissions.filter((each) => each.realm === 'shared' || each.realm === (role?.realm ?? draft.realm));
  const chosen = draft.permissions.includes('*') ? offered.map((each) => each.key) : draft.permissions;

  return (
    <Drawer open title={role === undefined ? say('newRole') : titled(role.title, role.title_en)} size={phone ? '100%' : 640} onClose={onClose}>
      <div className={styles.form}>
        <label htmlFor="role-title">{say('title')}</label>
        <Input id="role-title" value={draft.title} disabled={fixed} maxLength={100} onChange={(event) => set({ title: event.target.value })} />
        <label htmlFor="role-title-en">{say('titleEn')}</label>
        <Input id="role-title-en" value={draft.title_en} disabled={fixed} maxLength={100} onChange={(event) => set({ title_en: event.target.value })} />
        <label htmlFor="role-key">{say('key')}</label>
        <Input id="role-key" value={draft.key} disabled={role !== undefined} maxLength={63} onChange={(event) => set({ key: event.target.value })} />
        <label htmlFor="role-realm">{say('realm')}</label>
        <Select
          id="role-realm"
          value={role?.realm ?? draft.realm}
          disabled={role !== undefined}
          onChange={(realm: Role['realm']) => set({ realm: realm === 'system' ? 'system' : 'business', permissions: [] })}
          options={(role === undefined ? (['business', 'system'] as const) : [role.realm]).map((realm) => ({ value: realm, label: say(realm) }))}
        />
        <label htmlFor="role-description">{say('description')}</label>
        <Input id="role-description" value={draft.description} disabled={fixed} maxLength={500} onChange={(event) => set({ description: event.target.value })} />
        <label htmlFor="role-permissions">{say('permissions')}</label>
        <Select
          id="role-permissions"
          mode="multiple"
          value={chosen}
          disabled={fixed}
          onChange={(keys: string[]) => set({ permissions: keys })}
          showSearch={{ optionFilterProp: 'label' }}
          options={offered.map((each) => ({ value: each.key, label: titled(each.title_zh, each.title_en) }))}
        />
        <label>{say('hidden')}</label>
        <p className={styles.note}>{say('hiddenNote')}</p>
        {resources.map((resource) => (
          <Select
            key={resource.resource}
            mode="tags"
            aria-label={titled(resource.title_zh, resource.title_en)}
            prefix={titled(resource.title_zh, resource.title_en)}
            value={draft.hidden?.[resource.resource] ?? []}
            disabled={fixed}
            onChange={(names: string[]) => set({ hidden: { ...draft.hidden, [resource.resource]: names } })}
            options={resource.fields.map((each) => ({ value: each.name, label: titled(each.title_zh, each.title_en) }))}
          />
        ))}
        {!fixed && (
          <div className={styles.actions}>
            <Button
              type="primary"
              loading={busy}
              disabled={draft.title === '' || draft.key === ''}
              onClick={() => void act(() => (role === undefined ? createRole(draft) : changeRole(role, draft)), shared('saved'))}
            >
              {shared('save')}
            </Button>
            {role !== undefined && (
              <Button danger type="text" icon={<Trash2 size={14} />} onClick={() => remove(role)}>
                {say('remove')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Drawer>
  );
}
