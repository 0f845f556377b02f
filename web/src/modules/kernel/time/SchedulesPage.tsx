import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { CalendarClock } from 'lucide-react';

import type { Page } from '@/shared/api/page';
import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { compact } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';
import { useNow } from '@/shared/time/useNow';

import { useMay } from '../session';
import { listSchedules, pauseSchedule, resumeSchedule, runSchedule, type Schedule } from './api';
import styles from './time.module.css';
import { whenText } from './whenText';
import { words } from './words';

const STATES = ['waiting', 'running', 'done', 'failed', 'skipped'] as const;
const TONES: Readonly<Record<(typeof STATES)[number], Tone>> = { waiting: 'warning', running: 'running', done: 'ok', failed: 'critical', skipped: 'idle' };
const LOOK_AGAIN_MS = 10_000;

/** There are a few dozen at most: one page. */
async function allSchedules(): Promise<Page<Schedule>> {
  const items = await listSchedules();
  return { items, next: null, total: items.length };
}

function LastRun({ schedule }: { schedule: Schedule }) {
  const say = useWords(words);
  const { last } = schedule;
  const state = STATES.find((each) => each === last?.state);
  if (last === null || state === undefined) return <Quiet small>{say('never')}</Quiet>;
  return (
    <>
      <StateBadge tone={TONES[state]} label={say(`s_${state}`)} reason={last.error} /> <Time at={last.finished_at ?? last.due_at} />
    </>
  );
}

/** The next turn; those behind it stand in its hint. */
function Next({ schedule }: { schedule: Schedule }) {
  const say = useWords(words);
  const listed = useListed();
  const now = useNow(60_000);
  if (schedule.paused_at !== null) return <StateBadge tone="idle" label={say('paused', { by: schedule.paused_by })} />;
  if (schedule.problem !== '') return <StateBadge tone="critical" label={schedule.problem} />;
  const [first, ...later] = schedule.next.map((turn) => compact(Date.parse(turn), now));
  return first === undefined ? null : <span title={later.length === 0 ? '' : say('thenAt', { at: listed(later) })}>{first}</span>;
}

/** What runs by the clock or the calendar: when next, how it went last; run it now, or pause it. */
export function SchedulesPage() {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayWrite = useMay('schedule:write');
  const act = useMutation({
    mutationFn: ({ verb, key }: { verb: (key: string) => Promise<unknown>; key: string }) => verb(key),
    onSuccess: (_, { verb }) => {
      void message.success(say(verb === runSchedule ? 'started' : verb === pauseSchedule ? 'pausedDone' : 'resumedDone'));
      return client.invalidateQueries({ queryKey: ['schedules'] });
    },
    onError: (error) => void message.error(asProblem(error).told),
  });
  const columns: Column<Schedule>[] = [
    { key: 'title', title: say('name'), phone: 'title', fixed: true, render: (schedule) => titled(schedule.title, schedule.title_en) },
    { key: 'when', title: say('when'), phone: 'meta', render: (schedule) => <span title={schedule.when}>{whenText(schedule.when, say)}</span> },
    { key: 'next', title: say('next'), width: 190, phone: 'meta', render: (schedule) => <Next schedule={schedule} /> },
    { key: 'last', title: say('last'), width: 220, phone: 'meta', render: (schedule) => <LastRun schedule={schedule} /> },
  ];
  if (mayWrite) {
    columns.push({
      key: 'act',
      title: '',
      width: 170,
      phone: 'meta',
      fixed: true,
      render: (schedule) => (
        <span className={styles.actions}>
          <Button size="small" onClick={() => act.mutate({ verb: runSchedule, key: schedule.key })}>
            {say('runNow')}
          </Button>
          <Button size="small" onClick={() => act.mutate({ verb: schedule.paused_at === null ? pauseSchedule : resumeSchedule, key: schedule.key })}>
            {say(schedule.paused_at === null ? 'pause' : 'resume')}
          </Button>
        </span>
      ),
    });
  }
  return (
    <>
      <PageHeader title={say('schedules')} note={say('schedulesNote')} />
      <ResourceTable
        id="schedules"
        source={{ key: ['schedules'], fetch: allSchedules, refreshMs: LOOK_AGAIN_MS }}
        columns={columns}
        rowKey={(schedule) => schedule.key}
        searchable={false}
        empty={<Notice icon={<CalendarClock size={28} strokeWidth={1.4} />} title={say('noSchedules')} />}
      />
    </>
  );
}
