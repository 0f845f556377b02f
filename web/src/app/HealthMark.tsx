import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';

import { fetchHealth, type Health, type HealthPart } from '@/modules/kernel';
import { useWords } from '@/shared/i18n/words';
import { StateMark } from '@/shared/state/StateMark';
import type { Tone } from '@/shared/theme/tokens';

import styles from './shell.module.css';
import { words } from './words';

const TONES: Record<HealthPart['state'], Tone> = { ok: 'ok', degraded: 'warning', down: 'critical', unknown: 'idle' };
const LABELS = { ok: 'healthOk', degraded: 'healthDegraded', down: 'healthDown' } as const satisfies Record<Health['status'], keyof typeof words>;

/** Whether the platform itself is well, part by part. */
export function HealthMark({ brief }: { brief: boolean }) {
  const say = useWords(words);
  const health = useQuery({ queryKey: ['health'], queryFn: fetchHealth, refetchInterval: 30_000 });
  // A platform that does not answer is not well, whatever it said before.
  const status = health.isError ? 'down' : health.data?.status;
  if (status === undefined) return <span />;
  // What it said of its parts before it fell silent says nothing about now.
  const parts = health.isError ? [] : (health.data?.parts ?? []);
  const details = parts.length === 0 ? say('healthSilent') : (
    <ul className={styles.parts}>
      {parts.map((part) => (
        <li key={part.key}>
          <StateMark tone={TONES[part.state]} />
          <span>{part.name}</span>
          <small>{part.detail}</small>
          {part.advice !== '' && <small>{part.advice}</small>}
        </li>
      ))}
    </ul>
  );
  return (
    <Popover content={details} title={say('health')} trigger="click" placement="rightBottom" arrow={false}>
      <button type="button" className={styles.health} aria-label={say(LABELS[status])}>
        <StateMark tone={TONES[status]} />
        {!brief && say(LABELS[status])}
      </button>
    </Popover>
  );
}
