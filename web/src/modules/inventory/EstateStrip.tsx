import { Link } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { StateMark } from '@/shared/state/StateMark';

import { HEALTH_STATES, HEALTH_TONES } from './health';
import styles from './inventory.module.css';
import { useEstate } from './queries';
import { words } from './words';

/** A quiet line: how much of what we have is well. */
export function EstateStrip() {
  const say = useWords(words);
  const estate = useEstate().data;
  if (estate === undefined || estate.total === 0) return null;
  return (
    <section className={styles.estate} aria-label={say('estate')}>
      <div className={styles.estateBar} aria-hidden="true">
        {HEALTH_STATES.map(
          (state) => estate[state] > 0 && <span key={state} data-tone={HEALTH_TONES[state]} style={{ flexGrow: estate[state] }} />,
        )}
      </div>
      <div className={styles.estateLegend}>
        <Link to="/items">{say('estateTotal', { n: estate.total })}</Link>
        {HEALTH_STATES.map((state) => (
          <Link key={state} to={`/items?health=${state}`} data-zero={estate[state] === 0}>
            <StateMark tone={HEALTH_TONES[state]} />
            {say(state)} <b>{estate[state]}</b>
          </Link>
        ))}
      </div>
    </section>
  );
}
