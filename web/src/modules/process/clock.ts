import type { Tone } from '@/shared/theme/tokens';

import type { Clock } from './types';

/** A clock as it stands now, computed on from when the server was asked. Seconds of service time. */
export interface LiveClock {
  /** Left until the target; negative when overdue. */
  readonly remaining: number;
  readonly elapsed: number;
  /** 0 to 1, of the target. */
  readonly share: number;
  readonly tone: Tone;
  readonly phase: 'running' | 'overdue' | 'paused' | 'met' | 'metLate';
}

/** From this share of its target on a running clock asks for attention. */
const SOON = 0.75;

/** `askedMs` is when the answer came; the browser's own clock may be wrong, the time since then is not. */
export function liveClock(clock: Clock, askedMs: number, nowMs: number): LiveClock {
  const over = clock.met_at !== null;
  const runs = !over && (clock.state === 'running' || (clock.state === 'breached' && clock.due_at !== null));
  const since = runs && clock.counting ? Math.max(0, (nowMs - askedMs) / 1000) : 0;
  const elapsed = clock.elapsed_s + since;
  const remaining = clock.target_s - elapsed;
  const share = clock.target_s <= 0 ? 1 : Math.min(1, elapsed / clock.target_s);
  const late = clock.state === 'breached' || remaining < 0;
  if (over) return { remaining, elapsed, share, tone: late ? 'critical' : 'ok', phase: late ? 'metLate' : 'met' };
  if (late) return { remaining, elapsed, share, tone: 'critical', phase: 'overdue' };
  if (clock.state === 'paused') return { remaining, elapsed, share, tone: 'idle', phase: 'paused' };
  return { remaining, elapsed, share, tone: share >= SOON ? 'warning' : 'running', phase: 'running' };
}

/** The clock that matters now: an open one, the one with the least time first. */
export function pressingClock(clocks: readonly Clock[]): Clock | undefined {
  const open = clocks.filter((clock) => clock.met_at === null && clock.state !== 'met');
  return [...open].sort((a, b) => a.remaining_s - b.remaining_s)[0];
}

/** Without a beginning there is no share of the time to go by; then this is soon (seconds). */
const SOON_S = 300;

/** How pressing a due time is, by the share of its time that is used up. */
export function dueTone(dueMs: number, nowMs: number, fromMs?: number): Tone {
  const left = (dueMs - nowMs) / 1000;
  if (left < 0) return 'critical';
  const soon = fromMs === undefined || dueMs <= fromMs ? left < SOON_S : (nowMs - fromMs) / (dueMs - fromMs) >= SOON;
  return soon ? 'warning' : 'running';
}
