import { Scale } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { useThreats } from './api';
import styles from './insight.module.css';
import { isZero, pointsText } from './points';
import { words } from './words';

/** What will cost points: losses that can still be avoided, soonest first. `due` draws the time that is left. */
export function AtRisk({ due }: { due: (at: string | null) => ReactNode }) {
  const say = useWords(words);
  const threats = useThreats();
  const { data } = threats;
  return (
    <Section
      title={say('threats')}
      count={data?.total}
      extra={data !== undefined && !isZero(data.points) && say('threatTotal', { n: pointsText(data.points) })}
      flush
    >
      <Loaded query={threats} rows={4} compact>
        {({ items }) =>
          items.length === 0 ? (
            <Notice compact icon={<Scale size={26} strokeWidth={1.4} />} title={say('noThreats')} detail={say('noThreatsHint')} />
          ) : (
            <ul className={styles.threats}>
              {items.map((threat) => (
                <li key={`${threat.ticket.id}-${threat.clause.id}-${threat.kind}`}>
                  <Link to={threat.ticket.href}>
                    <span className={styles.threatTitle}>
                      <span>{threat.ticket.title}</span>
                      <b>{say('threatPoints', { n: pointsText(threat.points) })}</b>
                    </span>
                    <span className={styles.threatMeta}>
                      <span>{`${say(threat.kind)} · ${threat.clause.title}`}</span>
                      {!isZero(threat.lost) && <span>{say('lost', { n: pointsText(threat.lost) })}</span>}
                      <span className={styles.threatDue}>{due(threat.at)}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
