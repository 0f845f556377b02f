import { App, Button, Drawer, Input, InputNumber, Radio, Select, Typography } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { usePermissions } from '../access/queries';
import { useMay, useSession } from '../session';
import { makeToken, type NewToken } from './api';
import styles from './callers.module.css';
import { words } from './words';

const DAYS = 180;
const MOST_DAYS = 730;

/** The value, this once. */
function Secret({ value }: { value: string }) {
  const say = useWords(words);
  return (
    <div className={styles.form}>
      <p className={styles.note}>{say('secretNote')}</p>
      <Typography.Paragraph className={styles.secret ?? ''} copyable={{ text: value }}>
        <code>{value}</code>
      </Typography.Paragraph>
    </div>
  );
}

/** Makes a token: for a program with chosen permissions and an end, or for an agent. */
export function IssueToken({ onIssued, onClose }: { onIssued: () => void; onClose: () => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const phone = usePhone();
  const { message } = App.useApp();
  const mayAgents = useMay('token:issue');
  const held = useSession().permissions;
  const known = usePermissions(useMay('role:read'));
  const [draft, setDraft] = useState<NewToken>({ kind: 'user', name: '', scopes: null, days: DAYS });
  const [value, setValue] = useState<string>();
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<NewToken>): void => setDraft({ ...draft, ...part });
  const titleOf = (key: string): string => {
    const found = known.find((each) => each.key === key);
    return found === undefined ? key : titled(found.title_zh, found.title_en);
  };
  const issue = async (): Promise<void> => {
    setBusy(true);
    try {
      setValue((await makeToken(draft)).token);
      onIssued();
    } catch (error) {
      void message.error(asProblem(error).told);
    }
    setBusy(false);
  };
  return (
    <Drawer open title={say(value === undefined ? 'issue' : 'secretTitle')} size={phone ? '100%' : 560} mask={{ closable: value === undefined }} onClose={onClose}>
      {value !== undefined ? (
        <Secret value={value} />
      ) : (
        <div className={styles.form}>
          {mayAgents && (
            <>
              <label>{say('forWhom')}</label>
              <Radio.Group
                value={draft.kind}
                options={[
                  { value: 'user', label: say('forProgram') },
                  { value: 'agent', label: say('forAgent') },
                ]}
                onChange={(event) => set(event.target.value === 'agent' ? { kind: 'agent', scopes: null, days: null } : { kind: 'user', days: DAYS })}
              />
            </>
          )}
          <label htmlFor="token-name">{say('name')}</label>
          <Input id="token-name" maxLength={100} placeholder={say('nameHint')} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
          {draft.kind === 'user' && (
            <>
              <label htmlFor="token-scopes">{say('limited')}</label>
              <Select
                id="token-scopes"
                mode="multiple"
                allowClear
                placeholder={say('limitedHint')}
                value={draft.scopes ?? []}
                showSearch={{ optionFilterProp: 'label' }}
                options={held.map((key) => ({ value: key, label: titleOf(key) }))}
                onChange={(keys: string[]) => set({ scopes: keys.length === 0 ? null : keys })}
              />
            </>
          )}
          <label htmlFor="token-days">{say('days')}</label>
          <InputNumber id="token-days" min={1} max={MOST_DAYS} precision={0} value={draft.days} onChange={(days) => set({ days })} />
          <p className={styles.note}>{say('daysHint')}</p>
          <div>
            <Button type="primary" loading={busy} disabled={draft.name.trim() === '' || (draft.kind === 'user' && draft.days === null)} onClick={() => void issue()}>
              {say('issue')}
            </Button>
          </div>
        </div>
      )}
    </Drawer>
  );
}
