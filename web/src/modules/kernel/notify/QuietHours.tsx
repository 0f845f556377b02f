import { Button, Checkbox, Input, Radio } from 'antd';

import { useWords } from '@/shared/i18n/words';
import { Time } from '@/shared/time/Time';
import { useNow } from '@/shared/time/useNow';

import type { Quiet } from './choice';
import styles from './notify.module.css';
import { words } from './words';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];
const THROUGH = ['critical', 'warning', 'off'] as const;
const HOURS = [1, 4, 12];

/** When to keep quiet, and what is said nevertheless. */
export function QuietHours({ quiet, onChange }: { quiet: Quiet; onChange: (quiet: Quiet) => void }) {
  const say = useWords(words);
  const set = (change: Partial<Quiet>): void => onChange({ from: '22:00', to: '07:00', days: ALL_DAYS, through: 'critical', ...quiet, ...change });
  const time = (key: 'from' | 'to', label: string, fallback: string) => (
    <label>
      {label}
      <Input type="time" value={quiet[key] ?? fallback} onChange={(event) => event.target.value !== '' && set({ [key]: event.target.value })} />
    </label>
  );
  return (
    <div className={styles.hours}>
      <Checkbox checked={quiet.on} onChange={(event) => set({ on: event.target.checked })}>
        {say('quietOn')}
      </Checkbox>
      {quiet.on && (
        <>
          <div className={styles.times}>
            {time('from', say('quietFrom'), '22:00')}
            {time('to', say('quietTo'), '07:00')}
          </div>
          <div className={styles.choice}>
            <span>{say('quietDays')}</span>
            <Checkbox.Group value={[...(quiet.days ?? ALL_DAYS)]} options={DAYS.map((day, index) => ({ value: index + 1, label: say(day) }))} onChange={(days) => set({ days })} />
          </div>
        </>
      )}
      <div className={styles.choice}>
        <span>{say('through')}</span>
        <Radio.Group value={quiet.through ?? 'critical'} options={THROUGH.map((value) => ({ value, label: say(`through_${value}`) }))} onChange={(event) => set({ through: event.target.value as Quiet['through'] & string })} />
      </div>
      <p>{say('quietHint')}</p>
    </div>
  );
}

/** Quiet from now on, for some hours. */
export function Undisturbed({ until, onChange }: { until: string | null; onChange: (until: string | null) => void }) {
  const say = useWords(words);
  const now = useNow(60_000);
  const active = until !== null && Date.parse(until) > now;
  return (
    <div className={styles.hours}>
      <div className={styles.choice}>
        {HOURS.map((n) => (
          <Button key={n} onClick={() => onChange(new Date(Date.now() + n * 3_600_000).toISOString())}>
            {say('undisturbedFor', { n })}
          </Button>
        ))}
        {active && <Button onClick={() => onChange(null)}>{say('undisturbedOff')}</Button>}
      </div>
      {active && (
        <p>
          {say('undisturbedUntil')} <Time at={until} />
        </p>
      )}
    </div>
  );
}
