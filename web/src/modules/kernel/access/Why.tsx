import { useQuery } from '@tanstack/react-query';
import { Alert, Select, Table } from 'antd';
import { useState } from 'react';

import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import styles from './access.module.css';
import { explain, type Choice, type Explanation } from './api';
import { Finder } from './Finder';
import { usePermissions } from './queries';
import { words } from './words';

/** Why somebody can or can't do something: the grants behind the answer, or the roles that would give it. */
export function Why() {
  const say = useWords(words);
  const titled = useTitled();
  const [person, setPerson] = useState<Choice[]>([]);
  const [permission, setPermission] = useState<string | null>(null);
  const [unit, setUnit] = useState<Choice[]>([]);
  const permissions = usePermissions();
  const [user, organisation] = [person[0]?.id, unit[0]?.id];
  const answer = useQuery({
    queryKey: ['access', 'why', user, permission, organisation],
    queryFn: () => explain(user ?? '', permission ?? '', organisation),
    enabled: user !== undefined && permission !== null,
  });
  return (
    <div className={styles.why}>
      <div className={styles.question}>
        <div>
          <label htmlFor="why-user">{say('user')}</label>
          <Finder id="why-user" kind="user" value={person} onChange={setPerson} />
        </div>
        <div>
          <label htmlFor="why-permission">{say('permission')}</label>
          <Select
            id="why-permission"
            value={permission}
            onChange={setPermission}
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: '100%' }}
            options={permissions.map((each) => ({ value: each.key, label: `${titled(each.title_zh, each.title_en)}（${each.key}）` }))}
          />
        </div>
        <div>
          <label htmlFor="why-unit">{say('of')}</label>
          <Finder id="why-unit" kind="organisation" value={unit} onChange={setUnit} placeholder={say('anyOrganisation')} />
        </div>
      </div>
      {user === undefined || permission === null ? <p className={styles.note}>{say('whyNote')}</p> : <Loaded query={answer} rows={4}>{(found) => <Answer found={found} />}</Loaded>}
    </div>
  );
}

function Answer({ found }: { found: Explanation }) {
  const say = useWords(words);
  const titled = useTitled();
  const listed = useListed();
  const names = listed(found.roles.map((role) => titled(role.title, role.title_en)));
  return (
    <>
      <Alert showIcon type={found.allowed ? 'success' : 'warning'} title={found.answer} description={found.allowed ? undefined : names === '' ? say('noneGives') : say('given', { names })} />
      {found.reasons.length > 0 && (
        <Table
          className={styles.reasons ?? ''}
          size="small"
          rowKey="grant"
          pagination={false}
          scroll={{ x: 640 }}
          dataSource={found.reasons}
          columns={[
            { title: say('role'), dataIndex: 'role' },
            { title: say('via'), key: 'via', render: (_, reason) => (reason.via === 'user' ? say('directly') : `${say(reason.via)} · ${reason.via_name}`) },
            { title: say('scope'), key: 'scope', render: (_, reason) => say(reason.scope) },
            { title: say('effect'), key: 'effect', render: (_, reason) => say(reason.effect) },
            { title: say('reason'), dataIndex: 'reason' },
          ]}
        />
      )}
    </>
  );
}
