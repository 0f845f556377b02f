import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link, useParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Bar } from '@/shared/state/Bar';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Duration, Time } from '@/shared/time/Time';

import { cancelRun, fetchRun, retryRun } from './api';
import styles from './jobs.module.css';
import { groupOutputs, latestAttempts } from './outputs';
import { OutputGroupView } from './OutputGroupView';
import { isOver, RunStateBadge } from './state';
import type { RunDetail } from './types';
import { words } from './words';

function Actions({ run }: { run: RunDetail }) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const settle = {
    onSettled: () => client.invalidateQueries({ queryKey: ['runs'] }),
    onError: (error: unknown) => {
      const problem = asProblem(error);
      void message.error(problem.detail === '' ? say('refused') : problem.detail);
    },
  };
  const cancel = useMutation({ mutationFn: () => cancelRun(run.id), onSuccess: () => void message.info(say('cancelling')), ...settle });
  const retry = useMutation({ mutationFn: () => retryRun(run.id), onSuccess: () => void message.info(say('retried')), ...settle });
  const unsuccessful = latestAttempts(run.targets).filter((target) => isOver(target.state) && target.state !== 'succeeded').length;
  if (!isOver(run.state)) {
    return (
      <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {say('cancel')}
      </Button>
    );
  }
  if (unsuccessful === 0) return null;
  return (
    <Button type="primary" loading={retry.isPending} onClick={() => retry.mutate()}>
      {say('retryFailed', { n: unsuccessful })}
    </Button>
  );
}

function Progress({ run }: { run: RunDetail }) {
  const say = useWords(words);
  const all = latestAttempts(run.targets);
  const done = all.filter((target) => isOver(target.state)).length;
  if (isOver(run.state) || all.length === 0) return null;
  return (
    <div className={styles.progress}>
      <Bar share={done / all.length} tone="running" progress={{ done, all: all.length }} />
      {say('progress', { done, all: all.length })}
    </div>
  );
}

/** Did it work, where not, why. */
export function RunPage() {
  const say = useWords(words);
  const { id = '' } = useParams();
  const mayRun = useMay('job:run');
  const run = useQuery({
    queryKey: ['runs', id],
    queryFn: () => fetchRun(id),
    refetchInterval: (query) => (query.state.data !== undefined && isOver(query.state.data.state) ? 15_000 : 1_500),
  });
  return (
    <Loaded query={run} rows={8}>
      {(shown) => {
        const groups = groupOutputs(shown.targets);
        const { ticket } = shown;
        return (
          <>
            <PageHeader
              title={shown.title}
              kicker={
                <>
                  <Link to="/runs">{say('runs')}</Link>
                  <span>/</span>
                  <span>{shown.number}</span>
                </>
              }
              state={<RunStateBadge soft state={shown.state} />}
              actions={mayRun && <Actions run={shown} />}
            />
            <Progress run={shown} />
            <div className={styles.page}>
              <div>
                <Section title={say('targets')} count={latestAttempts(shown.targets).length} flush>
                  {groups.length === 0 ? (
                    <Notice compact title={say('noTargets')} />
                  ) : (
                    groups.map((group) => <OutputGroupView key={group.key} group={group} />)
                  )}
                </Section>
              </div>
              <div>
                <Section title={say('details')}>
                  <Facts
                    narrow
                    facts={[
                      { key: 'by', name: say('requestedBy'), value: shown.requested_by },
                      { key: 'ticket', name: say('ticket'), value: ticket !== null && <Link to={`/tickets/${ticket.id}`}>{ticket.number}</Link> },
                      { key: 'created', name: say('created'), value: <Time at={shown.created_at} show="both" /> },
                      { key: 'took', name: say('took'), value: <Duration from={shown.started_at} to={shown.finished_at} /> },
                    ]}
                  />
                </Section>
                {Object.keys(shown.parameters).length > 0 && (
                  <Section title={say('parameters')}>
                    <Facts narrow facts={Object.entries(shown.parameters).map(([key, value]) => ({ key, name: key, value: typeof value === 'string' ? value : JSON.stringify(value) }))} />
                  </Section>
                )}
                {shown.script !== '' && (
                  <Section title={say('script')} flush>
                    <details className={styles.script}>
                      <summary>{say('showScript')}</summary>
                      <pre className={styles.output}>{shown.script}</pre>
                    </details>
                  </Section>
                )}
              </div>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
