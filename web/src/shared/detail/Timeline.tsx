import type { ReactNode } from 'react';

import { StateMark } from '@/shared/state/StateMark';
import type { Tone } from '@/shared/theme/tokens';
import { Time } from '@/shared/time/Time';

import styles from './detail.module.css';

export interface TimelineEvent {
  readonly key: string;
  readonly at: string;
  readonly title: ReactNode;
  readonly text?: ReactNode;
  readonly by?: string | undefined;
  /** A state change carries its tone; anything else stands as a plain dot. */
  readonly tone?: Tone | undefined;
}

/** What happened, one event a row, in the order given. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  return (
    <ol className={styles.timeline}>
      {events.map((event) => (
        <li key={event.key} className={styles.event}>
          <span className={styles.eventMark}>
            {event.tone === undefined ? (
              <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <circle cx="6" cy="6" r="3" fill="currentColor" />
              </svg>
            ) : (
              <StateMark tone={event.tone} />
            )}
          </span>
          <div className={styles.eventBody}>
            <div className={styles.eventTitle}>{event.title}</div>
            {event.text !== undefined && event.text !== '' && <div className={styles.eventText}>{event.text}</div>}
            <div className={styles.eventMeta}>
              <Time at={event.at} show="both" />
              {event.by !== undefined && event.by !== '' && <span>{event.by}</span>}
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
