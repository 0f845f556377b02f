import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';

import { useMay } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { Time } from '@/shared/time/Time';

import { listSchedules, pauseSchedule, resumeSchedule, runSchedule, type Schedule } from './api';
import styles from './time.module.css';
import { words } from './words';

const STATES = ['waiting', 'running', 'done', 'failed', 'skipped'] as const;
const TONES: Readonly<Record<string, Tone>> = { waiting: 'warning', running: 'running', done: 'ok', failed: 'critical', skipped: 'idle' };

function LastRun({ schedule }: { schedule: Schedule }) {
  const say = useWords(words);
  const { last } = schedule;
  const state = STATES.find((each) => each === last?.state);
  if (last === null || state === undefined) return <span className={styles.quiet}>{say('never')}</span>;
  return (
    <>
      <StateBadge tone={TONES[state] ?? 'idle'} label={say(`s_${state}`)} reason={last.error} /> <Time at={last.finished_at ?? last.due_at} />
    </>
  );
}

function Next({ schedule }: { schedule: Schedule }) {
  const say = useWords(words);
  if (schedule.paused_at !== null) return <StateBadge tone="idle" label={say('paused', { by: schedule.paused_by })} />;
  if (schedule.problem !== '') return <StateBadge tone="critical" label={schedule.problem} />;
  return (
    <ul className={styles.turns}>
      {schedule.next.slice(0, 3).map((turn) => (
        <li key={turn}>
          <Time at={turn} show="absolute" />
        </li>
      ))}
    </ul>
  );
}

/** What runs by the clock or the calendar: when next, how it went last; run it now, or pause it. */
export function SchedulesPage() {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayWrite = useMay('schedule:write');
  const list = useQuery({ queryKey: ['schedules'], queryFn: listSchedules, refetchInterval: 10_000 });
  const act = useMutation({
    mutationFn: ({ verb, key }: { verb: (key: string) => Promise<unknown>; key: string }) => verb(key),
    onSuccess: () => client.invalidateQueries({ queryKey: ['schedules'] }),
    onError: (error) => void message.error(asProblem(error).detail),
  });
  return (
    <>
      <PageHeader title={say('schedules')} note={say('schedulesNote')} />
      <Loaded query={list}>
        {(schedules) => (
          <div className={styles.cards}>
            {schedules.map((schedule) => (
              <article key={schedule.key} className={styles.card}>
                <h2>{titled(schedule.title, schedule.title_en)}</h2>
                <Code>{schedule.when}</Code>
                <div>
                  <span className={styles.quiet}>{say('next')}</span>
                  <Next schedule={schedule} />
                </div>
                <div>
                  <span className={styles.quiet}>{say('last')}</span> <LastRun schedule={schedule} />
                </div>
                {mayWrite && (
                  <div className={styles.actions}>
                    <Button size="small" onClick={() => act.mutate({ verb: runSchedule, key: schedule.key })}>
                      {say('runNow')}
                    </Button>
                    <Button size="small" onClick={() => act.mutate({ verb: schedule.paused_at === null ? pauseSchedule : resumeSchedule, key: schedule.key })}>
                      {say(schedule.paused_at === null ? 'pause' : 'resume')}
                    </Button>
                  </div>
                )}
              </article>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
