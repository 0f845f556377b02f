import { Popover } from 'antd';

import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import { clock as clockText, compact, duration } from '@/shared/time/format';
import { useNow } from '@/shared/time/useNow';

import { liveClock, type LiveClock } from './clock';
import styles from './process.module.css';
import type { Clock, ClockInterval } from './types';
import { words } from './words';

function Intervals({ intervals }: { intervals: readonly ClockInterval[] }) {
  const say = useWords(words);
  const now = useNow();
  return (
    <ul className={styles.intervals}>
      {intervals.map((each) => (
        <li key={each.from} data-counted={each.counted}>
          <span>{say('until', { from: compact(Date.parse(each.from), now), to: compact(Date.parse(each.to), now) })}</span>
          <span>{each.counted ? say('counted') : uncounted(each.reason, say)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Why a part was left out: the calendar's reasons in words, a person's as they were written. */
function uncounted(reason: string, say: (key: 'notCounted' | 'outsideServiceTime' | 'unknownYear') => string): string {
  if (reason === '') return say('notCounted');
  if (reason === 'outside_service_time') return say('outsideServiceTime');
  return reason === 'unknown_year' ? say('unknownYear') : reason;
}

function figure(live: LiveClock, locale: 'zh-CN' | 'en-US'): string {
  if (live.phase === 'met' || live.phase === 'metLate') return duration(live.elapsed, locale);
  return clockText(Math.abs(live.remaining), locale);
}

/** One service-level clock: what is left, running live, and how it was counted. */
export function ClockCard({ clock, askedMs }: { clock: Clock; askedMs: number }) {
  const say = useWords(words);
  const locale = useLocale();
  const now = useNow();
  const title = useTitled()(clock.title, clock.title_en);
  const live = liveClock(clock, askedMs, now);
  const label = { running: say('remaining'), overdue: say('overdue'), paused: say('paused'), met: say('met'), metLate: say('metLate') }[live.phase];
  return (
    <div className={styles.clock} data-tone={live.tone}>
      <div className={styles.clockHead}>
        <span>{title}</span>
        <StateBadge tone={live.tone} label={label} />
      </div>
      <div className={styles.clockFigure} role="timer" aria-label={`${title} ${label}`}>
        {figure(live, locale)}
      </div>
      <div className={styles.clockBar} aria-hidden="true">
        <span style={{ width: `${Math.max(2, live.share * 100)}%` }} />
      </div>
      {clock.problem !== '' && <p role="alert">{locale === 'zh-CN' ? clock.problem : say('unknownYear')}</p>}
      <div className={styles.clockFoot}>
        <span>{say('target', { time: duration(clock.target_s, locale) })}</span>
        {clock.due_at !== null && clock.met_at === null && <span>{say('due', { at: compact(Date.parse(clock.due_at), now) })}</span>}
        {clock.intervals.length > 0 && (
          <Popover content={<Intervals intervals={clock.intervals} />} title={say('intervals')} trigger="click" placement="bottomRight" arrow={false}>
            <button type="button" className={styles.linkButton}>
              {say('intervals')}
            </button>
          </Popover>
        )}
      </div>
    </div>
  );
}

/** A clock in a row of a list. */
export function ClockText({ clock, askedMs }: { clock: Clock; askedMs: number }) {
  const say = useWords(words);
  const locale = useLocale();
  const title = useTitled()(clock.title, clock.title_en);
  const live = liveClock(clock, askedMs, useNow());
  if (live.phase === 'paused') return <StateBadge tone="idle" label={say('paused')} />;
  const time = figure(live, locale);
  return <StateBadge tone={live.tone} label={live.phase === 'overdue' ? say('overdueBy', { time }) : time} reason={title} />;
}
