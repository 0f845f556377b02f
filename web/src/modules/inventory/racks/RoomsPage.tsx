import { Warehouse } from 'lucide-react';
import { Link } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { useRooms } from './api';
import { Bar } from './Bar';
import styles from './racks.module.css';
import { rackWords } from './words';

/** Every machine room, how full it is, and where something is wrong. */
export function RoomsPage() {
  const say = useWords(rackWords);
  const found = useRooms();
  return (
    <>
      <PageHeader title={say('rooms')} />
      <Loaded query={found} rows={8}>
        {(rooms) =>
          rooms.length === 0 ? (
            <Notice icon={<Warehouse size={28} strokeWidth={1.4} />} title={say('noRooms')} detail={say('noRoomsHint')}>
              <Link to="/items?type=room">{say('room')}</Link>
            </Notice>
          ) : (
            <Section title={say('room')} count={rooms.length} flush>
              <ul className={styles.rooms}>
                {rooms.map((room) => (
                  <li key={room.id}>
                    <div>
                      <Link to={`/rooms/${room.id}`}>{room.name}</Link>
                      {room.building !== '' && <span className={styles.quiet}> {room.building}</span>}
                      <div className={styles.quiet}>{[say('rackCount', { n: room.racks }), say('thingCount', { n: room.things })].join(' · ')}</div>
                    </div>
                    <Bar name={say('use')} used={room.used_units} all={room.units} told={say('usedOf', { used: room.used_units, all: room.units })} />
                    <span className={styles.end}>{room.ill > 0 && <StateBadge tone="critical" label={say('illCount', { n: room.ill })} />}</span>
                  </li>
                ))}
              </ul>
            </Section>
          )
        }
      </Loaded>
    </>
  );
}
