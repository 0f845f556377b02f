import { Tooltip } from 'antd';
import { useMemo } from 'react';

import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';

import styles from './addresses.module.css';
import type { Address, PrefixDetail } from './api';
import { cells, type Cell, type CellState } from './plan';
import { CONFLICTS, planWords } from './words';

const LEGEND: readonly CellState[] = ['free', 'allocated', 'reserved', 'observed'];

/** What stands at the end of an address. */
function ending(address: string): string {
  return address.includes(':') ? address.slice(address.lastIndexOf(':') + 1) || '0' : address.slice(address.lastIndexOf('.') + 1);
}

/** Every address of a small range at a glance; a free one can be allotted. */
export function AddressMap({ prefix, uses, onAllot }: { prefix: PrefixDetail; uses: readonly Address[]; onAllot: ((address: string) => void) | undefined }) {
  const say = useWords(planWords);
  const drawn = useMemo(() => cells(prefix, uses, prefix.inside, prefix.special), [prefix, uses]);
  const told = (cell: Cell): string => {
    if (cell.within !== undefined) return `${cell.address} · ${cell.within.range}`;
    const special = prefix.special[cell.address];
    if (special !== undefined) return `${cell.address} · ${say(special)}`;
    const { use } = cell;
    if (use === undefined) return `${cell.address} · ${say('free')}`;
    const who = [use.item?.name ?? '', ...use.holders.map((each) => each.name)].filter((name, at, all) => name !== '' && all.indexOf(name) === at);
    const wrong = use.conflict === '' ? (use.stale === '' ? '' : say(use.stale)) : say(CONFLICTS[use.conflict]);
    return [cell.address, say(use.state), ...who, use.purpose, wrong].filter((each) => each !== '').join(' · ');
  };
  return (
    <>
      <div className={styles.map}>
        {drawn.map((cell) => {
          const free = cell.state === 'free' && onAllot !== undefined;
          const common = { className: styles.cell, 'data-state': cell.state, 'data-conflict': (cell.use?.conflict ?? '') !== '', 'data-stale': (cell.use?.stale ?? '') !== '', 'aria-label': told(cell) };
          return (
            <Tooltip key={cell.address} title={told(cell)} mouseEnterDelay={0.2}>
              {free ? (
                <button type="button" {...common} onClick={() => onAllot(cell.address)}>
                  {ending(cell.address)}
                </button>
              ) : (
                <span {...common} role="img">
                  {ending(cell.address)}
                </span>
              )}
            </Tooltip>
          );
        })}
      </div>
      <div className={styles.legend}>
        {LEGEND.map((state) => (
          <span key={state}>
            <span className={styles.cell} data-state={state} />
            {say(state === 'free' ? 'free' : (state as Address['state']))}
          </span>
        ))}
        <span>
          <span className={styles.cell} data-stale="true" />
          {say('stale')}
        </span>
        <span>
          <span className={styles.cell} data-conflict="true" />
          {say('conflict')}
        </span>
        {onAllot !== undefined && <Quiet>{say('mapHint')}</Quiet>}
      </div>
    </>
  );
}
