import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Tooltip } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { words } from '../words';
import { AnotherItem } from './AnotherItem';
import { assignCase, closeCase, dismissCase, registerCase, reopenCase, useCase, type Candidate, type CaseDetail, type ReviewCase } from './api';
import { Beside } from './Beside';
import { CandidateCard } from './CandidateCard';
import { DismissDialog, RegisterDialog } from './dialogs';
import styles from './review.module.css';
import { useCaseSource, useOutcome } from './wording';
import { reviewWords } from './words';

/** One observation: what it may be, and a person's decision. Another item that somebody thinks of stands in the address. */
export function CasePage() {
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const query = useCase(id);
  const wider = useCase(id, params.get('item') ?? undefined);
  const renew = (): void => {
    void query.refetch();
    void wider.refetch();
  };
  return (
    <Loaded query={query}>
      {(shown) => (
        <Decision
          shown={wider.data ?? shown}
          refusal={wider.isError ? asProblem(wider.error).told : ''}
          onAnother={(item) => setParams({ item }, { replace: true })}
          onStale={renew}
        />
      )}
    </Loaded>
  );
}

interface DecisionProps {
  shown: CaseDetail;
  /** Why another item cannot be compared. */
  refusal: string;
  onAnother: (item: string) => void;
  onStale: () => void;
}

function Decision({ shown, refusal, onAnother, onStale }: DecisionProps) {
  const say = useWords(reviewWords);
  const own = useWords(words);
  const titled = useTitled();
  const source = useCaseSource();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [asking, setAsking] = useState<'dismiss' | 'register'>();
  const mayWrite = useMay('inventory:write');
  const open = mayWrite && shown.closed_at === null;
  const { id, version } = shown;

  const finish = async (decided: Promise<ReviewCase>, told: string): Promise<void> => {
    try {
      await decided;
    } catch (error) {
      // Somebody else was first, or it was observed anew: what is shown is renewed with the reason.
      if (asProblem(error).kind === 'conflict') onStale();
      throw error;
    }
    void message.success(told);
    void client.invalidateQueries({ queryKey: ['review-cases'] });
    void client.invalidateQueries({ queryKey: ['items'] });
    if (shown.closed_at === null) void navigate('/review-cases');
  };
  const attempt = (decided: Promise<ReviewCase>, told: string): Promise<void> =>
    finish(decided, told).catch((error: unknown) => void message.error(asProblem(error).told));
  const assign = (candidate: Candidate): Promise<void> => attempt(assignCase(id, candidate.item.id, version), say('assignDone', { name: candidate.item.name }));

  return (
    <>
      <PageHeader
        title={shown.name}
        kicker={
          <>
            <Link to="/items">{own('items')}</Link>
            <span>/</span>
            <Link to="/review-cases">{say('title')}</Link>
          </>
        }
        state={<StateBadge kind="soft" tone={shown.closed_at === null ? 'warning' : 'idle'} label={say(shown.reason)} />}
        note={
          <>
            {titled(shown.type_title, shown.type_title_en)} · {source(shown.source)} · {say('seen')} <Time at={shown.seen_at} show="both" />
          </>
        }
        actions={
          <>
            {open && shown.whole && <Button onClick={() => setAsking('dismiss')}>{say('dismiss')}</Button>}
            {open && shown.whole && <Button onClick={() => setAsking('register')}>{say('register')}</Button>}
            {open && !shown.whole && <Button onClick={() => void attempt(closeCase(id), say('closeDone'))}>{say('close')}</Button>}
            {mayWrite && shown.closed_at !== null && (
              <Tooltip title={say('reopenNote')}>
                <Button onClick={() => void attempt(reopenCase(id, version), say('reopenDone'))}>{say('reopen')}</Button>
              </Tooltip>
            )}
          </>
        }
      />
      <p className={styles.detail}>{shown.detail}</p>
      <Told shown={shown} />
      {shown.compared.length > 0 && (
        <ul className={styles.candidates} aria-label={say('candidates')}>
          {shown.compared.map((candidate) => (
            <CandidateCard key={candidate.item.id} candidate={candidate} compared={shown.whole && shown.closed_at === null} {...(open && candidate.open && { onAssign: () => assign(candidate) })} />
          ))}
        </ul>
      )}
      {open && shown.whole && (
        <div className={styles.another}>
          {shown.compared.length === 0 && <Quiet as="p" small>{say('noCandidates')}</Quiet>}
          <AnotherItem type={shown.type} onChoose={onAnother} />
          {refusal !== '' && (
            <p className={styles.refusal} role="alert">
              {refusal}
            </p>
          )}
        </div>
      )}
      <Section title={say('beside')} flush>
        <Beside shown={shown} />
      </Section>
      {asking === 'dismiss' && (
        <DismissDialog title={say('dismissTitle')} onDismiss={(reason) => finish(dismissCase(id, reason, version), say('dismissDone'))} onClose={() => setAsking(undefined)} />
      )}
      {asking === 'register' && (
        <RegisterDialog
          name={shown.name}
          onRegister={(name, organisation) => finish(registerCase(id, { name: name === shown.name ? null : name, organisation, version }), say('registerDone'))}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

/** What became of it, and what stands in the way of a decision. */
function Told({ shown }: { shown: CaseDetail }) {
  const say = useWords(reviewWords);
  const outcome = useOutcome();
  return (
    <>
      {shown.closed_at !== null && (
        <p className={styles.told} role="status">
          {say('decidedBy', { who: shown.closed_by, outcome: outcome(shown) })} · <Time at={shown.closed_at} show="both" />
          {shown.note !== '' && <> · {shown.note}</>}
          {shown.item !== null && (
            <>
              {' · '}
              <Link to={`/items/${shown.item}`}>{say('showItem')}</Link>
            </>
          )}
        </p>
      )}
      {shown.closed_at === null && !shown.whole && <p className={styles.told}>{say('notWhole')}</p>}
      {shown.elsewhere && <p className={styles.told}>{say('outOfSight')}</p>}
    </>
  );
}
