import { Link } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { Duration } from '@/shared/time/Time';

import styles from './jobs.module.css';
import type { OutputGroup } from './outputs';
import { isOver, RunStateBadge } from './state';
import { words } from './words';

/** One result: which targets it stands for, how they ended, what they said. */
export function OutputGroupView({ group }: { group: OutputGroup }) {
  const say = useWords(words);
  const first = group.targets[0];
  return (
    <article className={styles.group}>
      <header>
        <RunStateBadge state={group.state} />
        <span className={styles.targets}>
          {group.targets.map((target) =>
            target.item === null ? (
              <span key={target.id}>{say('goneItem')}</span>
            ) : (
              <Link key={target.id} to={`/items/${target.item.id}`}>
                {target.item.name}
              </Link>
            ),
          )}
        </span>
        <span className={styles.groupMeta}>
          {group.targets.length > 1 && <span>{say('sameOutput', { n: group.targets.length })}</span>}
          {first !== undefined && first.attempt > 1 && <span>{say('attempt', { n: first.attempt })}</span>}
          {group.exitCode !== null && <span>{say('exit', { code: group.exitCode })}</span>}
          {first !== undefined && <Duration from={first.started_at} to={first.finished_at} />}
        </span>
      </header>
      {group.error !== '' && <div className={styles.error}>{group.error}</div>}
      {group.output === '' ? (
        <div className={styles.noOutput}>{say(isOver(group.state) ? 'noOutput' : 'waiting')}</div>
      ) : (
        <pre className={styles.output}>{group.output}</pre>
      )}
      {first?.truncated === true && <div className={styles.noOutput}>{say('truncated')}</div>}
    </article>
  );
}
