import { Tooltip } from 'antd';
import { Link } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { useListed, useWords } from '@/shared/i18n/words';
import { Bar } from '@/shared/state/Bar';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import styles from './addresses.module.css';
import type { Address, Prefix } from './api';
import { percentage } from './plan';
import { CONFLICTS, planWords } from './words';

const NEARLY_FULL = 0.8;
const FULL = 0.95;

/** How full a range is: bar and word, coloured only when it asks for action. */
export function Fill({ figures }: { figures: Prefix['figures'] }) {
  const tone: Tone = figures.share >= FULL ? 'critical' : figures.share >= NEARLY_FULL ? 'warning' : 'idle';
  return (
    <span className={styles.fill}>
      <Bar share={figures.share} tone={tone} />
      <span className={styles.percent}>{percentage(figures.share)}</span>
    </span>
  );
}

/** What was decided of an address, and what does not agree with it. */
export function AddressState({ address }: { address: Address }) {
  const say = useWords(planWords);
  if (address.conflict !== '') return <StateBadge tone="critical" label={say(CONFLICTS[address.conflict])} />;
  if (address.stale !== '') return <StateBadge tone="warning" label={say(address.stale)} />;
  if (address.state === 'observed') return <StateBadge tone="idle" label={say('observed')} reason={say('observedHint')} />;
  return <StateBadge tone={address.state === 'allocated' ? 'running' : 'idle'} label={say(address.state)} />;
}

/** The item an address is allotted to, and those that report it. */
export function Holders({ address }: { address: Address }) {
  const say = useWords(planWords);
  const listed = useListed();
  const others = address.holders.filter((each) => each.id !== address.item?.id);
  const quiet = address.item !== null || address.item_hidden;
  return (
    <>
      {address.item !== null && <Link to={`/items/${address.item.id}`}>{address.item.name}</Link>}
      {address.item_hidden && <Quiet>{say('hidden')}</Quiet>}
      {others.length > 0 &&
        (quiet ? (
          <Tooltip title={say('seenAt', { names: listed(others.map((each) => each.name)) })}>
            <span>
              <Quiet> · {say('seenAt', { names: listed(others.map((each) => each.name)) })}</Quiet>
            </span>
          </Tooltip>
        ) : (
          others.map((each, at) => (
            <span key={each.id}>
              {at > 0 && ' · '}
              <Link to={`/items/${each.id}`}>{each.name}</Link>
            </span>
          ))
        ))}
      {address.unseen_holders > 0 && <Quiet> {say('hiddenMore', { n: address.unseen_holders })}</Quiet>}
    </>
  );
}
