import { Drawer } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { common } from '@/shared/i18n/common';
import { useLocale, useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { usePhone } from '@/shared/theme/usePhone';
import { clock, compact } from '@/shared/time/format';
import { useNow } from '@/shared/time/useNow';

import { useAssessment } from './api';
import { AssessmentDetail } from './AssessmentDetail';
import styles from './insight.module.css';
import { isZero, pointsText } from './points';
import type { Assessment, AssessmentLine } from './types';
import { words } from './words';

/** The next moment at which points go, over all clauses. */
function nextLoss(assessment: Assessment): { at: number; points: string; more: boolean } | undefined {
  const lines: AssessmentLine[] = assessment.clauses.flatMap((clause) => clause.lines);
  const coming = lines.flatMap((line) => {
    if (line.state === 'at_risk' && line.at !== null) return [{ at: Date.parse(line.at), points: line.points, more: !isZero(assessment.points_deducted) }];
    if (line.state === 'deducted' && line.next_at !== null && !isZero(line.next_points)) {
      return [{ at: Date.parse(line.next_at), points: line.next_points, more: true }];
    }
    return [];
  });
  return coming.sort((a, b) => a.at - b.at)[0];
}

function verdict(assessment: Assessment): { tone: Tone; key: 'deducted' | 'atRisk' | 'safe'; points: string } {
  if (!isZero(assessment.points_deducted)) return { tone: 'critical', key: 'deducted', points: assessment.points_deducted };
  if (!isZero(assessment.points_at_risk)) return { tone: 'warning', key: 'atRisk', points: assessment.points_at_risk };
  return { tone: 'ok', key: 'safe', points: '0' };
}

/** That nothing is taken and that nobody knows are different things. */
function NotKnown({ onRetry }: { onRetry: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  return (
    <div className={styles.card}>
      <div className={styles.cardHead}>
        <span>{say('contract')}</span>
        <StateBadge tone="idle" label={say('notKnown')} />
      </div>
      <div className={styles.cardFoot}>
        <span>{say('notKnownHint')}</span>
        <button type="button" className={styles.linkButton} onClick={onRetry}>
          {shared('retry')}
        </button>
      </div>
    </div>
  );
}

/** Beside the clocks of a ticket: what the contract takes, and when. Absent where no contract applies. */
export function AssessmentCard({ ticketId }: { ticketId: string }) {
  const say = useWords(words);
  const locale = useLocale();
  const now = useNow();
  const phone = usePhone();
  const assessment = useAssessment(ticketId);
  const [open, setOpen] = useState(false);
  const { data } = assessment;
  if (data === undefined && assessment.isError) {
    const { kind } = asProblem(assessment.error);
    return kind === 'forbidden' || kind === 'missing' ? null : <NotKnown onRetry={() => void assessment.refetch()} />;
  }
  if (data === undefined || data.clauses.length === 0) return null;
  const { tone, key, points } = verdict(data);
  const next = nextLoss(data);
  return (
    <div className={styles.card} data-tone={tone}>
      <div className={styles.cardHead}>
        <span>{say('contract')}</span>
        <StateBadge tone={tone} label={say(key)} />
      </div>
      <div className={styles.figure}>
        {pointsText(points)}
        <small>{say('points', { n: '' }).trim()}</small>
      </div>
      <div className={styles.cardFoot}>
        {next === undefined ? (
          <span>{key === 'safe' ? say('allKept') : data.contract.title}</span>
        ) : (
          <span>
            {say(next.more ? 'moreLoss' : 'nextLoss', { at: compact(next.at, now), n: pointsText(next.points) })}
            {next.at > now && <b>{say('left', { time: clock((next.at - now) / 1000, locale) })}</b>}
          </span>
        )}
        <button type="button" className={styles.linkButton} onClick={() => setOpen(true)}>
          {say('details')}
        </button>
      </div>
      {open && (
        <Drawer open title={say('title')} size={phone ? '100%' : 560} onClose={() => setOpen(false)}>
          <AssessmentDetail assessment={data} />
        </Drawer>
      )}
    </div>
  );
}
