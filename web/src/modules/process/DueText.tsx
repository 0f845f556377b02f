import { useLocale, useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute, clock, duration } from '@/shared/time/format';
import { useNow } from '@/shared/time/useNow';

import { dueTone } from './clock';
import { words } from './words';

/** How long until something is due, running live; to the second only when it presses. */
export function DueText({ at, from }: { at: string | null; from?: string | undefined }) {
  const say = useWords(words);
  const locale = useLocale();
  const now = useNow();
  if (at === null) return <span>{say('noDue')}</span>;
  const due = Date.parse(at);
  const left = (due - now) / 1000;
  const size = Math.abs(left);
  const time = size < 3600 ? clock(size, locale) : duration(Math.floor(size / 60) * 60, locale);
  return <StateBadge tone={dueTone(due, now, from === undefined ? undefined : Date.parse(from))} label={say(left < 0 ? 'overdueBy' : 'timeLeft', { time })} reason={absolute(due)} />;
}
