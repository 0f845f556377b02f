import { Link } from 'react-router';

import { Facts } from '@/shared/detail/Facts';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { Time } from '@/shared/time/Time';

import styles from './insight.module.css';
import { isZero, pointsText, yuanText } from './points';
import type { Assessment, AssessmentLine, Clause, LineState } from './types';
import { words } from './words';

const TONES: Readonly<Record<LineState, Tone>> = { safe: 'ok', at_risk: 'warning', deducted: 'critical' };

function Line({ line }: { line: AssessmentLine }) {
  const say = useWords(words);
  const label = { safe: say('safe'), at_risk: say('atRisk'), deducted: say('deducted') }[line.state];
  return (
    <li className={styles.line}>
      <div className={styles.lineHead}>
        <b>{say(line.kind)}</b>
        <StateBadge tone={TONES[line.state]} label={isZero(line.points) ? label : `${label} ${say('points', { n: pointsText(line.points) })}`} />
        {line.at !== null && (
          <span className={styles.lineAt}>
            <Time at={line.at} show="both" />
          </span>
        )}
      </div>
      <div className={styles.lineReason}>{line.reason}</div>
      {line.records.length > 0 && (
        <div className={styles.records}>
          <span>{say('records')}</span>
          {line.records.map((record) =>
            record.href === '' ? (
              <span key={`${record.kind}${record.id}`}>{record.label}</span>
            ) : (
              <Link key={`${record.kind}${record.id}`} to={record.href}>
                {record.label}
              </Link>
            ),
          )}
        </div>
      )}
    </li>
  );
}

function ClauseView({ clause }: { clause: Clause }) {
  const say = useWords(words);
  return (
    <Section title={clause.title} extra={!isZero(clause.points) && <StateBadge tone="critical" label={say('points', { n: pointsText(clause.points) })} />}>
      <ul className={styles.lines}>
        {clause.lines.map((line, at) => (
          <Line key={`${line.kind}-${at}`} line={line} />
        ))}
      </ul>
      <details className={styles.wording}>
        <summary>{say('wording')}</summary>
        <blockquote>{clause.text}</blockquote>
        {clause.source !== '' && <div className={styles.source}>{`${say('source')} ${clause.source}`}</div>}
      </details>
      {clause.uncovered.length > 0 && (
        <div className={styles.uncovered}>
          <span>{say('uncovered')}</span>
          {clause.uncovered.map((text) => (
            <q key={text}>{text}</q>
          ))}
        </div>
      )}
    </Section>
  );
}

/** Each line of the assessment with its reason, its evidence and the wording of the contract. */
export function AssessmentDetail({ assessment }: { assessment: Assessment }) {
  const say = useWords(words);
  const { money } = assessment;
  return (
    <>
      <p className={styles.contract}>
        {assessment.contract.title}
        <span>{assessment.sealed_version === null ? say('live') : say('sealed', { n: assessment.sealed_version })}</span>
      </p>
      {assessment.clauses.map((clause) => (
        <ClauseView key={clause.id} clause={clause} />
      ))}
      {money !== null && (
        <Section title={say('money')} extra={say('cycle', { n: money.cycle })}>
          <Facts
            narrow
            facts={[
              { key: 'score', name: say('score'), value: pointsText(money.score) },
              ...money.instalments.map((each) => ({
                key: each.id,
                name: `${each.id} ${pointsText(each.percent)}%`,
                value: each.amount === null ? say('unknownAmount') : yuanText(each.amount),
              })),
            ]}
          />
        </Section>
      )}
    </>
  );
}
