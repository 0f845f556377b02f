import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popover } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import { compact } from '@/shared/time/format';
import { useNow } from '@/shared/time/useNow';

import { useMay } from '../session';
import { fetchState, startCheck, type AuditState } from './api';
import styles from './audit.module.css';
import { streamTitle } from './streams';
import { words } from './words';

function Badge({ state }: { state: AuditState }) {
  const say = useWords(words);
  const { check, running } = state;
  if (running !== null) return <StateBadge tone="running" label={say('checking', { share: Math.floor((100 * running.checked) / Math.max(running.total, 1)) })} />;
  if (check === null) return <StateBadge tone="idle" label={say('unchecked')} />;
  if (check.findings.length === 0) return <StateBadge tone="ok" label={say('intact')} />;
  const list = (
    <ul className={styles.findings}>
      {check.findings.map((found) => (
        <li key={`${found.stream} ${found.seq} ${found.reason}`}>{say('finding', { ...found, stream: streamTitle(found.stream, say) })}</li>
      ))}
    </ul>
  );
  return (
    <Popover content={list} trigger="click" placement="bottomRight" arrow={false}>
      <button type="button" className={styles.mark}>
        <StateBadge tone="critical" label={say('broken', { n: check.findings.length })} />
      </button>
    </Popover>
  );
}

/** Whether the chains hold, since when that is known, and a walk along them at once. */
export function IntegrityMark() {
  const say = useWords(words);
  const now = useNow(60_000);
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayCheck = useMay('audit:verify');
  const state = useQuery({ queryKey: ['audit', 'state'], queryFn: fetchState, refetchInterval: 5_000 }).data;
  const check = useMutation({
    mutationFn: startCheck,
    onSuccess: () => client.invalidateQueries({ queryKey: ['audit', 'state'] }),
    onError: (error) => void message.error(asProblem(error).told),
  });
  if (state === undefined) return null;
  const done = state.check;
  const finished = done?.finished_at ?? null;
  return (
    <span className={styles.integrity}>
      <Badge state={state} />
      {finished !== null && <Quiet small>{say('checkedAt', { at: compact(Date.parse(finished), now), n: done?.checked ?? 0 })}</Quiet>}
      {mayCheck && (
        <Button size="small" onClick={() => check.mutate()} disabled={state.running !== null} loading={check.isPending}>
          {say('check')}
        </Button>
      )}
    </span>
  );
}
