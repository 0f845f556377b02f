import { Button } from 'antd';
import { useRef } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { HealthBadge } from '../health';
import { MoodBadge } from '../topology/verdicts';
import { usePlaces, useRoom, type RoomPlan } from './api';
import { Bar } from './Bar';
import { DrawingTools } from './DrawingTools';
import { Finder, Found, wishIn } from './Finder';
import { spotsOf, watts } from './layout';
import { Plan } from './Plan';
import styles from './racks.module.css';
import { rackWords } from './words';

/** One machine room: what stands where, how full and how loaded it is, and where something still fits. */
export function RoomPage() {
  const { id = '' } = useParams();
  const found = useRoom(id);
  return (
    <Loaded query={found} rows={10}>
      {(shown) => <Room key={shown.room.id} plan={shown} />}
    </Loaded>
  );
}

function Room({ plan }: { plan: RoomPlan }) {
  const say = useWords(rackWords);
  const drawing = useRef<SVGSVGElement>(null);
  const [search] = useSearchParams();
  const wish = wishIn(search);
  const places = usePlaces(plan.room.id, wish);
  const { spots, left } = spotsOf(plan.rows, plan.positions, plan.racks);
  const offers = wish === undefined ? undefined : places.data?.offers;
  return (
    <>
      <PageHeader
        title={plan.room.name}
        kicker={<Link to="/rooms">{say('rooms')}</Link>}
        state={<MoodBadge soft of={plan.room} />}
        note={plan.building?.name}
        actions={
          <>
            <Link to={`/items/${plan.room.id}`}>
              <Button>{say('openItem')}</Button>
            </Link>
            {spots.length > 0 && <DrawingTools drawing={drawing} name={plan.room.name} />}
          </>
        }
      />
      <Totals plan={plan} />
      {plan.racks.length === 0 ? (
        <Notice title={say('noRacks')} detail={say('noRacksHint')} />
      ) : (
        <>
          {spots.length > 0 && (
            <Section title={say('roomPlan')} extra={<span className={styles.quiet}>{say('legendBar')}</span>}>
              <div className={styles.scroll}>
                <Plan ref={drawing} plan={plan} spots={spots} offered={offers?.map((offer) => offer.rack)} />
              </div>
            </Section>
          )}
          <Section title={say('find')}>
            <Finder wish={wish} />
            {wish !== undefined && <Loaded query={places} compact>{(answer) => <Found places={answer} />}</Loaded>}
          </Section>
          {left.length > 0 && (
            <Section title={say('unplaced')} count={left.length} flush>
              <ul className={styles.lines}>
                {left.map((rack) => (
                  <li key={rack.id}>
                    <Link to={`/rooms/racks/${rack.id}`}>{rack.name}</Link>
                    <span className={styles.quiet}>{say('usedOf', { used: rack.used_units, all: rack.units })}</span>
                    <span className={styles.end}>
                      <HealthBadge health={rack.worst} />
                    </span>
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </>
      )}
      {plan.equipment.length > 0 && <Equipment plan={plan} />}
    </>
  );
}

function Totals({ plan }: { plan: RoomPlan }) {
  const say = useWords(rackWords);
  const { totals } = plan;
  const racks = plan.rack_positions === null ? say('rackCount', { n: totals.racks }) : `${String(totals.racks)} / ${String(plan.rack_positions)}`;
  return (
    <Section
      title={say('totals')}
      extra={
        <span className={styles.marks}>
          {totals.ill > 0 && <StateBadge tone="critical" label={say('illCount', { n: totals.ill })} />}
          {totals.clashes > 0 && <StateBadge tone="critical" label={`${say('clashes')} ${String(totals.clashes)}`} />}
          {totals.single > 0 && <StateBadge tone="warning" label={`${say('single')} ${String(totals.single)}`} />}
        </span>
      }
    >
      <div className={styles.bars}>
        <Bar name={say(plan.rack_positions === null ? 'racks' : 'positions')} used={totals.racks} all={plan.rack_positions} told={racks} />
        <Bar name={say('use')} used={totals.used_units} all={totals.units} told={say('usedOf', { used: totals.used_units, all: totals.units })} />
        <Bar name={say('rackPower')} used={totals.used_w} all={totals.rated_w || null} told={say('ofAll', { used: watts(totals.used_w), all: totals.rated_w === 0 ? '—' : watts(totals.rated_w) })} />
      </div>
    </Section>
  );
}

function Equipment({ plan }: { plan: RoomPlan }) {
  const say = useWords(rackWords);
  const titled = useTitled();
  return (
    <Section title={say('equipment')} flush>
      <ul className={styles.lines}>
        {plan.equipment.map((kind) => (
          <li key={kind.type}>
            <Link to={`/items?type=${encodeURIComponent(kind.type)}&attributes.room=${plan.room.id}`}>{titled(kind.type_title, kind.type_title_en)}</Link>
            <span className={styles.quiet}>{say('total', { n: kind.total })}</span>
            <span className={styles.end}>
              {kind.ill.slice(0, 3).map((item) => (
                <Link key={item.id} to={`/items/${item.id}`}>
                  {item.name}
                </Link>
              ))}
              <HealthBadge health={kind.worst} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
