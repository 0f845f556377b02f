import { Button } from 'antd';
import { Link } from 'react-router';

import { Facts } from '@/shared/detail/Facts';
import { Section } from '@/shared/detail/Section';
import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { MoodBadge } from '../topology/verdicts';
import type { Clash, Elevation, Feed, Load, Mount } from './api';
import { Bar } from './Bar';
import { rounded, watts } from './layout';
import { useTakeOut } from './PlaceForm';
import { unitsOf, useMountName } from './Rack';
import styles from './racks.module.css';
import { rackWords } from './words';

interface PanelProps {
  elevation: Elevation;
  selected: string;
  onSelect: (key: string) => void;
  onMove: ((mount: Mount) => void) | undefined;
  onPlace: ((item: string) => void) | undefined;
}

const FAULTS = { overlap: 'overlap', blocked: 'clashBlocked', outside: 'outside' } as const;

/** What is said of a rack beside its picture. */
export function RackPanel({ elevation, selected, onSelect, onMove, onPlace }: PanelProps) {
  const say = useWords(rackWords);
  const chosen = elevation.mounts.find((mount) => mount.key === selected);
  return (
    <div className={styles.panel}>
      {chosen !== undefined && <Chosen mount={chosen} dual={elevation.supply.feeds.length > 1} onMove={onMove} />}
      {elevation.clashes.length > 0 && <Clashes elevation={elevation} onSelect={onSelect} />}
      <Supply elevation={elevation} />
      <Capacity elevation={elevation} />
      <Section title={say('inRack')} count={elevation.mounts.length} flush>
        <ul className={styles.lines}>
          {elevation.mounts.map((mount) => (
            <Line key={mount.key} mount={mount} selected={mount.key === selected} onSelect={onSelect} />
          ))}
        </ul>
      </Section>
      {elevation.loose.length > 0 && (
        <Section title={say('loose')} count={elevation.loose.length} flush>
          <p className={styles.lead}>{say('looseHint')}</p>
          <ul className={styles.lines}>
            {elevation.loose.map((item) => (
              <li key={item.id}>
                <Link to={`/items/${item.id}`}>{item.name}</Link>
                <span className={styles.end}>
                  <MoodBadge of={item} />
                  {onPlace !== undefined && (
                    <Button type="link" size="small" onClick={() => onPlace(item.id)}>
                      {say('mountNew')}
                    </Button>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function Line({ mount, selected, onSelect }: { mount: Mount; selected: boolean; onSelect: (key: string) => void }) {
  const say = useWords(rackWords);
  const name = useMountName();
  return (
    <li aria-current={selected}>
      <span className={styles.units}>{unitsOf(mount, say)}</span>
      <button type="button" className={styles.pick} onClick={() => onSelect(mount.key)}>
        {name(mount)}
      </button>
      <span className={styles.end}>{mount.kind === 'item' && mount.item !== null && <MoodBadge of={mount.item} />}</span>
    </li>
  );
}

function Chosen({ mount, dual, onMove }: { mount: Mount; dual: boolean; onMove: ((mount: Mount) => void) | undefined }) {
  const say = useWords(rackWords);
  const titled = useTitled();
  const name = useMountName();
  const takeOut = useTakeOut();
  const { item } = mount;
  const depth = mount.faces.length === 2 ? say('onBothFaces') : '';
  const notes = [mount.assumed.includes('height_u') ? say('assumedHeight') : '', mount.assumed.includes('full_depth') ? say('assumedDepth') : '', dual && mount.power_supplies === 1 ? say('oneSupply') : ''].filter((each) => each !== '');
  return (
    <Section title={name(mount)} extra={item !== null && <Link to={`/items/${item.id}`}>{say('openItem')}</Link>}>
      <Facts
        narrow
        facts={[
          { key: 'units', name: say('units'), value: [unitsOf(mount, say), say(mount.mounted_at === 'rear' ? 'rearMounted' : 'frontMounted'), depth].filter((each) => each !== '').join(' · ') },
          ...(item === null || mount.kind !== 'item'
            ? []
            : [
                { key: 'type', name: say('device'), value: <>{titled(item.type_title, item.type_title_en)} <MoodBadge of={item} /></> },
                { key: 'power', name: say('ratedPower'), value: mount.rated_power_w === null ? undefined : watts(mount.rated_power_w) },
                { key: 'weight', name: say('weight'), value: mount.weight_kg === null ? undefined : `${rounded(mount.weight_kg)} kg` },
                { key: 'supplies', name: say('supplies'), value: mount.power_supplies === null ? undefined : String(mount.power_supplies) },
              ]),
          ...(mount.reserved_until === '' ? [] : [{ key: 'until', name: say('until'), value: mount.reserved_until }]),
        ]}
      />
      {notes.map((note) => (
        <p key={note} className={styles.hint}>
          {note}
        </p>
      ))}
      {onMove !== undefined && mount.kind === 'item' && item !== null && (
        <div className={styles.acts}>
          <Button onClick={() => onMove(mount)}>{say('move')}</Button>
          <Button onClick={() => takeOut(mount)}>{say('takeOut')}</Button>
        </div>
      )}
    </Section>
  );
}

function Clashes({ elevation, onSelect }: { elevation: Elevation; onSelect: (key: string) => void }) {
  const say = useWords(rackWords);
  const listed = useListed();
  const name = useMountName();
  const called = (key: string): string => {
    const mount = elevation.mounts.find((each) => each.key === key);
    return mount === undefined || mount.kind === 'hidden' ? say('unseen') : name(mount);
  };
  const faces = (clash: Clash): string => say(clash.faces.length === 2 ? 'bothFaces' : (clash.faces[0] ?? 'front'));
  return (
    <Section title={say('clashes')} count={elevation.clashes.length} flush>
      <ul className={styles.lines}>
        {elevation.clashes.map((clash) => (
          <li key={`${clash.fault} ${clash.keys.join(' ')}`}>
            <span className={styles.units}>{unitsOf(clash, say)}</span>
            <button type="button" className={styles.pick} onClick={() => onSelect(clash.keys[0] ?? '')}>
              {listed(clash.keys.map(called))}
            </button>
            <span className={styles.end}>
              <StateBadge tone="critical" label={say(FAULTS[clash.fault])} reason={faces(clash)} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Supply({ elevation }: { elevation: Elevation }) {
  const say = useWords(rackWords);
  const listed = useListed();
  const { feeds, shared, single } = elevation.supply;
  return (
    <Section
      title={say('supply')}
      extra={feeds.length > 1 ? <StateBadge tone={single ? 'warning' : 'ok'} label={say(single ? 'single' : 'independent')} /> : feeds.length === 1 ? <StateBadge tone="warning" label={say('oneFeed')} /> : undefined}
    >
      {feeds.length === 0 && <Notice compact title={say('noFeeds')} detail={say('noFeedsHint')} />}
      {feeds.map((feed, at) => (
        <OneFeed key={`${feed.letter} ${feed.line[0]?.id ?? String(at)}`} feed={feed} used={elevation.load.used_w} />
      ))}
      {single && <p className={styles.warn}>{shared.length > 0 ? say('singleAt', { names: listed(shared.map((item) => item.name)) }) : say('singleHidden')}</p>}
    </Section>
  );
}

function OneFeed({ feed, used }: { feed: Feed; used: number }) {
  const say = useWords(rackWords);
  return (
    <div className={styles.feed}>
      <div className={styles.letter}>
        {feed.letter === '' ? say('feedOf') : say('feed', { letter: feed.letter })}
        {feed.rated_w !== null && <span className={styles.quiet}>{say('feedRated', { rated: watts(feed.rated_w) })}</span>}
      </div>
      <ol className={styles.way}>
        {feed.line.map((step) => (
          <li key={step.id}>
            <Link to={`/items/${step.id}`}>{step.name}</Link>
            {step.load_rate !== null && <span className={styles.quiet}>{say('loadRate', { n: rounded(step.load_rate) })}</span>}
            {step.health !== 'unknown' && <MoodBadge of={step} />}
          </li>
        ))}
      </ol>
      {feed.overload && feed.rated_w !== null && <p className={styles.warn}>{say('overload', { rated: watts(feed.rated_w), used: watts(used) })}</p>}
    </div>
  );
}

function Capacity({ elevation }: { elevation: Elevation }) {
  const say = useWords(rackWords);
  const { load, rack, free } = elevation;
  const longest = Math.max(0, ...free.map((run) => run.end - run.start + 1));
  return (
    <Section title={say('load')}>
      <div className={styles.bars}>
        <Bar name={say('use')} used={elevation.used_units} all={rack.units} told={say('usedOf', { used: elevation.used_units, all: rack.units })} />
        <Measure name={say('sumPower')} used={load.used_w} all={load.rated_w} show={watts} silent={load.silent} />
        <Measure name={say('sumWeight')} used={load.used_kg} all={load.most_kg} show={(value) => `${rounded(value)} kg`} silent={load.weightless} />
      </div>
      {load.reserved_w > 0 && <p className={styles.hint}>{say('reservedPower', { power: watts(load.reserved_w) })}</p>}
      <p className={styles.hint}>
        {say('freeUnits')}：{free.length === 0 ? say('noFree') : free.map((run) => unitsOf(run, say)).join('、')}
        {longest > 0 && `（${say('longest', { n: longest })}）`}
      </p>
      {elevation.veils && <p className={styles.hint}>{say('veils')}</p>}
    </Section>
  );
}

function Measure({ name, used, all, show, silent }: { name: string; used: number; all: Load['rated_w']; show: (value: number) => string; silent: number }) {
  const say = useWords(rackWords);
  const told = all === null ? say('ofUnknown', { used: show(used) }) : say('ofAll', { used: show(used), all: show(all) });
  return <Bar name={name} used={used} all={all} told={told} note={silent > 0 ? say('silent', { n: silent }) : ''} />;
}
