import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import type { Alert, AlertState, Severity } from './types';
import { words } from './words';

export const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'info'];
export const ALERT_STATES: readonly AlertState[] = ['firing', 'pending', 'resolved'];

/** Critical and major ask for somebody now; minor and below can wait. */
export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = { critical: 'critical', major: 'warning', minor: 'running', info: 'idle' };

export function SeverityBadge({ severity, soft = false }: { severity: Severity; soft?: boolean }) {
  const say = useWords(words);
  return <StateBadge tone={SEVERITY_TONES[severity]} label={say(severity)} kind={soft ? 'soft' : 'plain'} />;
}

/** A resolved alert is green only if its data really say so; one whose data stopped is unknown. */
export function alertTone(alert: Alert): Tone {
  if (alert.unknown) return 'idle';
  if (alert.state === 'resolved') return 'ok';
  return alert.state === 'pending' ? 'idle' : SEVERITY_TONES[alert.severity];
}

export function AlertStateBadge({ alert, soft = false }: { alert: Alert; soft?: boolean }) {
  const say = useWords(words);
  const label = alert.unknown ? say('unknown') : say(alert.state);
  return <StateBadge tone={alertTone(alert)} label={label} reason={alert.unknown ? say('dataStopped') : undefined} kind={soft ? 'soft' : 'plain'} />;
}

export function IncidentStateBadge({ state }: { state: 'open' | 'resolved' }) {
  const say = useWords(words);
  return <StateBadge tone={state === 'open' ? 'warning' : 'ok'} label={say(state)} kind="soft" />;
}
