import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Segmented, Select } from 'antd';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { useMay } from '../session';
import styles from './access.module.css';
import { changeGrant, createGrant, revokeGrant, type Choice, type Grant, type HolderKind, type Scope } from './api';
import { Finder } from './Finder';
import { useRoles } from './queries';
import { words } from './words';

const SCOPES: readonly Scope[] = ['own', 'organisation', 'below', 'named', 'all'];
const KINDS: readonly HolderKind[] = ['user', 'group', 'post'];

/** One grant: who, which role, how far. The holder and the role stay; another pair is another grant. */
export function GrantPanel({ grant, onClose }: { grant: Grant | undefined; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const phone = usePhone();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const mayGrant = useMay('grant:write');
  const [kind, setKind] = useState<HolderKind>(grant?.holder.kind ?? 'user');
  const [holder, setHolder] = useState<Choice[]>(grant === undefined ? [] : [grant.holder]);
  const [role, setRole] = useState<string | null>(grant?.role.id ?? null);
  const [scope, setScope] = useState<Scope>(grant?.scope ?? 'organisation');
  const [units, setUnits] = useState<Choice[]>(grant?.organisations ?? []);
  const [busy, setBusy] = useState(false);
  const roles = useRoles(grant === undefined) ?? [];

  const act = async (work: () => Promise<unknown>, told: string): Promise<void> => {
    setBusy(true);
    try {
      await work();
      void message.success(told);
      await client.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    } catch (error) {
      void message.error(asProblem(error).told);
    } finally {
      setBusy(false);
    }
  };
  const save = (): Promise<void> => {
    const organisations = scope === 'named' ? units.map((unit) => unit.id) : [];
    return act(async () => {
      if (grant !== undefined) await changeGrant(grant, scope, organisations);
      else if (role !== null && holder[0] !== undefined) await createGrant({ holder_kind: kind, holder: holder[0].id, role, scope, organisations });
    }, shared('saved'));
  };
  const revoke = (of: Grant): void => {
    modal.confirm({
      title: say('revokeSure', { name: of.holder.name, role: titled(of.role.title, of.role.title_en) }),
      content: say('revokeNote'),
      okText: say('revoke'),
      okButtonProps: { danger: true },
      cancelText: shared('cancel'),
      onOk: () => act(() => revokeGrant(of.id), say('revoked')),
    });
  };
  const ready = (grant !== undefined || (role !== null && holder.length > 0)) && (scope !== 'named' || units.length > 0);

  return (
    <Drawer open title={grant === undefined ? say('newGrant') : `${grant.holder.name} · ${titled(grant.role.title, grant.role.title_en)}`} size={phone ? '100%' : 520} onClose={onClose}>
      <div className={styles.form}>
        {grant === undefined && (
          <>
            <label htmlFor="grant-kind">{say('holderKind')}</label>
            <Segmented
              id="grant-kind"
              value={kind}
              options={KINDS.map((each) => ({ value: each, label: say(each) }))}
              onChange={(next: HolderKind) => {
                setKind(next);
                setHolder([]);
              }}
            />
            <label htmlFor="grant-holder">{say('holder')}</label>
            <Finder id="grant-holder" kind={kind} value={holder} onChange={setHolder} />
            <label htmlFor="grant-role">{say('role')}</label>
            <Select
              id="grant-role"
              placeholder={say('chooseRole')}
              value={role}
              onChange={setRole}
              showSearch={{ optionFilterProp: 'label' }}
              options={roles.map((each) => ({ value: each.id, label: `${titled(each.title, each.title_en)} · ${say(each.realm)}` }))}
            />
          </>
        )}
        <label htmlFor="grant-scope">{say('scope')}</label>
        <Select id="grant-scope" value={scope} disabled={!mayGrant} onChange={setScope} options={SCOPES.map((each) => ({ value: each, label: say(each) }))} />
        {scope === 'named' && (
          <>
            <label htmlFor="grant-units">{say('organisations')}</label>
            <Finder id="grant-units" kind="organisation" value={units} onChange={setUnits} multiple />
          </>
        )}
        {mayGrant && (
          <div className={styles.actions}>
            <Button type="primary" loading={busy} disabled={!ready} onClick={() => void save()}>
              {shared('save')}
            </Button>
            {grant !== undefined && (
              <Button danger type="text" icon={<Trash2 size={14} />} onClick={() => revoke(grant)}>
                {say('revoke')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Drawer>
  );
}
