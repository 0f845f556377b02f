import { Timeline } from '@/shared/detail/Timeline';
import { useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';
import type { Tone } from '@/shared/theme/tokens';

import type { TimelineLine } from './types';
import { words } from './words';

const TONES: Readonly<Record<string, Tone>> = {
  opened: 'critical',
  alert_fired: 'critical',
  absorbed: 'warning',
  data_lost: 'idle',
  alert_resolved: 'ok',
  resolved: 'ok',
  reopened: 'critical',
};

/** What happened in an incident, newest first: the eye looks for what is new. */
export function IncidentTimeline({ lines }: { lines: readonly TimelineLine[] }) {
  const say = useWords(words);
  if (lines.length === 0) return <Notice compact title={say('noTimeline')} />;
  return (
    <Timeline
      events={lines.map((line, at) => ({ key: `${line.at}-${at}`, at: line.at, title: line.text, by: line.actor, tone: TONES[line.kind] })).reverse()}
    />
  );
}
