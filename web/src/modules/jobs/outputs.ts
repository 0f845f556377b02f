import { RUN_STATES } from './state';
import type { RunTarget } from './types';

/** Targets that ended the same way with the same words: one group to read instead of a hundred. */
export interface OutputGroup {
  readonly key: string;
  readonly targets: readonly RunTarget[];
  readonly state: RunTarget['state'];
  readonly exitCode: number | null;
  readonly output: string;
  readonly error: string;
}

/** The last attempt on each item; earlier ones are history. */
export function latestAttempts(targets: readonly RunTarget[]): RunTarget[] {
  const latest = new Map<string, RunTarget>();
  for (const target of targets) {
    // A target whose item is gone stands for itself.
    const key = target.item?.id ?? target.id;
    const known = latest.get(key);
    if (known === undefined || target.attempt > known.attempt) latest.set(key, target);
  }
  return [...latest.values()];
}

/** Groups by result and identical output; what failed stands first, then the larger group. */
export function groupOutputs(targets: readonly RunTarget[]): OutputGroup[] {
  const groups = new Map<string, RunTarget[]>();
  for (const target of latestAttempts(targets)) {
    const key = JSON.stringify([target.state, target.exit_code, target.output, target.error]);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups]
    .map(([key, members]): OutputGroup => {
      const first = members[0];
      return {
        key,
        targets: members,
        state: first?.state ?? 'queued',
        exitCode: first?.exit_code ?? null,
        output: first?.output ?? '',
        error: first?.error ?? '',
      };
    })
    .sort((a, b) => RUN_STATES.indexOf(a.state) - RUN_STATES.indexOf(b.state) || b.targets.length - a.targets.length);
}
