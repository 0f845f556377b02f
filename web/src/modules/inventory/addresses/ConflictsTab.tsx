import { Segmented } from 'antd';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { Code } from '@/shared/detail/Code';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import styles from './addresses.module.css';
import { useConflicts, type Conflict } from './api';
import { CONFLICTS, planWords } from './words';

const ALL = 'all';
/** Somebody has an address that is another's; the others only want a better plan. */
const ACT_NOW: readonly Conflict['kind'][] = ['duplicate', 'elsewhere', 'reserved'];

/** Where what machines report does not agree with the plan, or with each other. */
export function ConflictsTab() {
  const say = useWords(planWords);
  const [kind, setKind] = useState<Conflict['kind']>();
  const conflicts = useConflicts(kind);
  return (
    <Loaded query={conflicts}>
      {({ items, counts }) => {
        const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
        if (all === 0) return <Notice icon={<ShieldCheck size={28} strokeWidth={1.4} />} title={say('noConflicts')} detail={say('noConflictsHint')} />;
        const kinds = (Object.keys(CONFLICTS) as Conflict['kind'][]).filter((each) => (counts[each] ?? 0) > 0);
        return (
          <>
            <Segmented
              className={styles.kinds ?? ''}
              value={kind ?? ALL}
              options={[{ value: ALL, label: `${say('all')} ${all}` }, ...kinds.map((each) => ({ value: each, label: `${say(CONFLICTS[each])} ${counts[each] ?? 0}` }))]}
              onChange={(chosen) => setKind(kinds.find((each) => each === chosen))}
            />
            <Section title={say('conflicts')} flush>
              <Table found={items} />
              {items.length < (kind === undefined ? all : (counts[kind] ?? 0)) && <Notice compact title={say('firstOnly', { n: items.length })} />}
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}

function Table({ found }: { found: readonly Conflict[] }) {
  const say = useWords(planWords);
  const titled = useTitled();
  return (
    <PlainTable className={styles.uses}>
      <thead>
        <tr>
          <th>{say('address')}</th>
          <th>{say('conflict')}</th>
          <th>{say('item')}</th>
          <th>{say('prefix')}</th>
          <th>{say('zone')}</th>
        </tr>
      </thead>
      <tbody>
        {found.map((each, at) => (
          <tr key={`${each.kind} ${each.zone} ${each.address} ${at}`}>
            <td>
              <Code>{each.address}</Code>
            </td>
            <td>
              <StateBadge tone={ACT_NOW.includes(each.kind) ? 'critical' : 'warning'} label={say(CONFLICTS[each.kind])} reason={each.kind === 'unplanned' ? say('unplannedHint') : undefined} />
            </td>
            <td>
              <Who found={each} />
            </td>
            <td>{each.prefix !== null && <Link to={`/addresses/${each.prefix.id}`}>{each.prefix.name}</Link>}</td>
            <td>{titled(each.zone_title, each.zone_title_en)}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

function Who({ found }: { found: Conflict }) {
  const say = useWords(planWords);
  return (
    <>
      {found.item !== null && (
        <div>
          <Link to={`/items/${found.item.id}`}>{found.use === null ? found.item.name : say('allottedTo', { name: found.item.name })}</Link>
        </div>
      )}
      {found.holders.map((each) => (
        <div key={each.id}>
          <Link to={`/items/${each.id}`}>{found.use === null ? each.name : say('seenAt', { names: each.name })}</Link>
        </div>
      ))}
      {found.unseen > 0 && <Quiet as="div">{say('hiddenMore', { n: found.unseen })}</Quiet>}
    </>
  );
}
