import { Button, Checkbox, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';

import type { Places, Refusal, Wish } from './api';
import { rounded, watts } from './layout';
import { unitsOf } from './Rack';
import styles from './racks.module.css';
import { rackWords } from './words';

const FEEDS = ['anyFeeds', 'atLeastOne', 'twoFeeds'] as const;
const REFUSALS: readonly Refusal[] = ['space', 'feeds', 'power', 'weight'];
const MOST_UNITS = 60;
const START: Wish = { units: 4, feeds: 2, power_w: 0, weight_kg: 0, full_depth: true };

/** What an address looks for; undefined when it looks for nothing. */
export function wishIn(search: URLSearchParams): Wish | undefined {
  const units = Number(search.get('units'));
  if (!Number.isInteger(units) || units < 1 || units > MOST_UNITS) return undefined;
  const figure = (name: string): number => Math.max(0, Number(search.get(name)) || 0);
  return { units, feeds: Math.min(2, Math.floor(figure('feeds'))), power_w: figure('power'), weight_kg: figure('weight'), full_depth: search.get('depth') !== 'half' };
}

/** Asks for a place: the answer has an address that can be sent to a colleague. */
export function Finder({ wish }: { wish: Wish | undefined }) {
  const say = useWords(rackWords);
  const [, setSearch] = useSearchParams();
  const [asked, setAsked] = useState(wish ?? START);
  const change = (some: Partial<Wish>): void => setAsked((before) => ({ ...before, ...some }));
  const ask = (): void =>
    setSearch({
      units: String(asked.units),
      ...(asked.feeds > 0 && { feeds: String(asked.feeds) }),
      ...(asked.power_w > 0 && { power: String(asked.power_w) }),
      ...(asked.weight_kg > 0 && { weight: String(asked.weight_kg) }),
      ...(!asked.full_depth && { depth: 'half' }),
    });
  return (
    <form
      className={styles.finder}
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label>
        {say('needUnits')}
        <InputNumber min={1} max={MOST_UNITS} precision={0} value={asked.units} suffix="U" onChange={(units) => change({ units: units ?? 1 })} />
      </label>
      <label>
        {say('needFeeds')}
        <Select value={asked.feeds} aria-label={say('needFeeds')} options={FEEDS.map((word, value) => ({ value, label: say(word) }))} onChange={(feeds) => change({ feeds })} />
      </label>
      <label>
        {say('needPower')}
        <InputNumber min={0} max={1_000_000} value={asked.power_w} suffix="W" onChange={(power) => change({ power_w: power ?? 0 })} />
      </label>
      <label>
        {say('needWeight')}
        <InputNumber min={0} max={100_000} value={asked.weight_kg} suffix="kg" onChange={(weight) => change({ weight_kg: weight ?? 0 })} />
      </label>
      <Checkbox checked={asked.full_depth} onChange={(event) => change({ full_depth: event.target.checked })}>
        {say('fullDepth')}
      </Checkbox>
      <span className={styles.finderActs}>
        <Button type="primary" htmlType="submit">
          {say('search')}
        </Button>
        {wish !== undefined && <Button onClick={() => setSearch({})}>{say('clear')}</Button>}
      </span>
    </form>
  );
}

/** Where it fits, the best place first; and why it does not elsewhere. */
export function Found({ places }: { places: Places }) {
  const say = useWords(rackWords);
  const against = REFUSALS.flatMap((reason) => {
    const n = places.refused[reason] ?? 0;
    return n === 0 ? [] : [say(`refused_${reason}`, { n })];
  });
  return (
    <div className={styles.found}>
      <p role="status">
        <b>{places.offers.length === 0 ? say('foundNone') : say('found', { n: places.offers.length })}</b>
        {against.length > 0 && <span className={styles.quiet}> · {against.join(' · ')}</span>}
      </p>
      <ul className={styles.lines}>
        {places.offers.map((offer) => (
          <li key={offer.rack}>
            <Link to={`/rooms/racks/${offer.rack}`}>{offer.name}</Link>
            <span className={styles.quiet}>{offer.runs.map((run) => unitsOf(run, say)).join('、')}</span>
            <span className={styles.end}>
              {offer.left_kg !== null && <span className={styles.quiet}>{say('left', { left: `${rounded(offer.left_kg)} kg` })}</span>}
              <span className={styles.quiet}>{offer.left_w === null ? say('leftUnknown') : say('left', { left: watts(offer.left_w) })}</span>
              {offer.shared ? <StateBadge tone="warning" label={say('single')} /> : <span>{say(offer.feeds === 0 ? 'feeds0' : offer.feeds === 1 ? 'feeds1' : 'feeds2')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
