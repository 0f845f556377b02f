import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { MonitorSmartphone } from 'lucide-react';

import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Time } from '@/shared/time/Time';

import { accountKeys, endOtherSessions, endSession, fetchOwnSessions, type OwnSession } from './api';
import styles from './account.module.css';
import { Refusal } from './Enrol';
import { words } from './words';

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/MicroMessenger/, '微信'],
  [/DingTalk/, '钉钉'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

/** `Chrome · Windows`; a program's own name as it is. */
export function deviceName(agent: string): string {
  const named = [BROWSERS, SYSTEMS].map((known) => known.find(([pattern]) => pattern.test(agent))?.[1]).filter((name) => name !== undefined);
  return named.length === 0 ? agent.slice(0, 60) : named.join(' · ');
}

function SessionRow({ session, onEnd, busy }: { session: OwnSession; onEnd: () => void; busy: boolean }) {
  const say = useWords(words);
  return (
    <li>
      <MonitorSmartphone size={18} strokeWidth={1.6} />
      <div className={styles.grow}>
        <div className={styles.row}>
          <b>{deviceName(session.user_agent) || session.method}</b>
          {session.current && <span className={styles.mark}>{say('here')}</span>}
        </div>
        <div className={styles.hint}>
          {session.ip} · {say('seenAt')} <Time at={session.seen_at} /> · {say('signedInAt')} <Time at={session.created_at} />
        </div>
      </div>
      {!session.current && (
        <Button size="small" onClick={onEnd} loading={busy}>
          {say('end')}
        </Button>
      )}
    </li>
  );
}

/** Where one is signed in, and the way out of there. */
export function SessionsSection() {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const sessions = useQuery({ queryKey: accountKeys.sessions, queryFn: fetchOwnSessions });
  const again = () => client.invalidateQueries({ queryKey: accountKeys.sessions });
  const end = useMutation({ mutationFn: endSession, onSettled: again });
  const endOthers = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: ({ ended }) => void message.success(say('ended', { n: ended })),
    onSettled: again,
  });
  return (
    <Section
      title={say('sessions')}
      count={sessions.data?.length}
      extra={
        <Button size="small" disabled={(sessions.data?.length ?? 0) < 2} loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {say('endOthers')}
        </Button>
      }
    >
      <Loaded query={sessions} rows={3} compact>
        {(rows) => (
          <ul className={styles.list}>
            {rows.map((session) => (
              <SessionRow key={session.id} session={session} busy={end.isPending && end.variables === session.id} onEnd={() => end.mutate(session.id)} />
            ))}
          </ul>
        )}
      </Loaded>
      <Refusal error={end.error ?? endOthers.error} />
    </Section>
  );
}
