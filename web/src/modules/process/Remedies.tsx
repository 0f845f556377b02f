import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';

import { startRemedy } from './api';
import styles from './process.module.css';
import { ticketKeys } from './queries';
import type { Remedy, Ticket } from './types';
import { words } from './words';

export type RunBadge = (state: string) => ReactNode;

const UNDER_WAY = new Set(['queued', 'running']);

function RemedyRow({ ticket, remedy, runBadge }: { ticket: Ticket; remedy: Remedy; runBadge: RunBadge }) {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayHandle = useMay('ticket:handle');
  const start = useMutation({
    mutationFn: () => startRemedy(ticket.id, remedy.key),
    onSuccess: () => {
      void message.success(say('started'));
      void client.invalidateQueries({ queryKey: ticketKeys.one(ticket.id) });
    },
    onError: (error) => {
      const problem = asProblem(error);
      void message.error(problem.detail === '' ? say('refused') : problem.detail);
    },
  });
  const { run } = remedy;
  const busy = run !== null && UNDER_WAY.has(run.state);
  return (
    <li>
      <span className={styles.remedyTitle}>
        {titled(remedy.title, remedy.title_en)}
        {remedy.auto && <span className={styles.chip}>{say('auto')}</span>}
      </span>
      {run !== null && (
        <span className={styles.remedyRun}>
          {runBadge(run.state)}
          <Link to={`/runs/${run.id}`}>{say('viewRun')}</Link>
        </span>
      )}
      {mayHandle && ticket.state !== 'closed' && (
        <Button size="small" icon={<Play size={13} />} loading={start.isPending} disabled={busy} onClick={() => start.mutate()}>
          {say(run === null ? 'start' : 'again')}
        </Button>
      )}
    </li>
  );
}

/** Jobs that may cure what the ticket is about, each one click away. */
export function Remedies({ ticket, runBadge }: { ticket: Ticket; runBadge: RunBadge }) {
  const say = useWords(words);
  return (
    <Section title={say('remedies')} flush>
      <ul className={styles.remedies}>
        {ticket.remedies.map((remedy) => (
          <RemedyRow key={remedy.key} ticket={ticket} remedy={remedy} runBadge={runBadge} />
        ))}
      </ul>
    </Section>
  );
}
