import { Link, useSearchParams } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { plainNumber } from '@/shared/format/quantity';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { ItemFilterBar } from '../ItemFilterBar';
import { useItemFilters } from '../itemFilters';
import { listOf } from '../statistics/api';
import { SEVERITY_TONES, useQuality, type Quality, type QualityRule } from './api';
import { Parts, ScoreBar, useScore } from './Parts';
import styles from './quality.module.css';
import { qualityWords } from './words';

/** What belongs to this page and not to the filter of the items. */
const OWN = new Set(['tab', 'shown']);

/** The score and where it is lost, narrowed as the list of items is. */
export function ScoreTab() {
  const [params] = useSearchParams();
  const filters = useItemFilters();
  const found = useQuality(Object.fromEntries([...params].filter(([name, value]) => value !== '' && !OWN.has(name))));
  return (
    <>
      <div className={styles.bar}>
        <ItemFilterBar filters={filters} />
      </div>
      <Loaded query={found} rows={10}>
        {(quality) => <Figures quality={quality} />}
      </Loaded>
    </>
  );
}

function Figures({ quality }: { quality: Quality }) {
  const say = useWords(qualityWords);
  const titled = useTitled();
  const locale = useLocale();
  const score = useScore();
  if (quality.rules.length === 0) return <Notice title={say('noRules')} detail={say('noRulesHint')} />;
  if (quality.score === null) return <Notice title={say('nothing')} detail={say('nothingHint')} />;
  const looked = quality.rules.filter((rule) => rule.checked > 0);
  const idle = quality.rules.length - looked.length;
  return (
    <>
      <div className={styles.head}>
        <p className={styles.whole}>
          <span className={styles.wholeTitle}>{say('score')}</span>
          <b>{score(quality.score)}</b>
          <span>{say('summary', { checked: plainNumber(quality.checked, locale), broken: plainNumber(quality.broken, locale) })}</span>
        </p>
        <ul className={styles.aspects}>
          {quality.aspects.map((aspect) => (
            <li key={aspect.key}>
              {titled(aspect.title, aspect.title_en)}
              <ScoreBar score={aspect.score} />
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.how}>
        <Quiet as="div" small>{say('how')}</Quiet>
      </div>
      <Section title={say('rules')} count={looked.length} flush>
        <ul className={styles.rules}>
          {looked.map((rule) => (
            <RuleLine key={rule.key} rule={rule} />
          ))}
        </ul>
        {idle > 0 && <p className={styles.idle}>{say('idle', { n: idle })}</p>}
      </Section>
      <div className={styles.parts}>
        {quality.organisations.length > 0 && (
          <div>
            <Section title={say('organisations')} count={quality.organisations.length}>
              <Parts parts={quality.organisations} />
            </Section>
          </div>
        )}
        <div>
          <Section title={say('types')} count={quality.types.length}>
            <Parts parts={quality.types} />
          </Section>
        </div>
      </div>
    </>
  );
}

/** A rule: what is wrong, how grave, how often, and what to do. */
function RuleLine({ rule }: { rule: QualityRule }) {
  const say = useWords(qualityWords);
  const titled = useTitled();
  const locale = useLocale();
  const title = titled(rule.title, rule.title_en);
  const advice = titled(rule.advice, rule.advice_en);
  const to = listOf(rule.query, title);
  return (
    <li>
      <div className={styles.ruleTitle}>
        <b>{title}</b>
        <Quiet small>{rule.broken > 0 && advice !== '' ? advice : say(rule.aspect)}</Quiet>
      </div>
      <StateBadge tone={rule.broken > 0 ? SEVERITY_TONES[rule.severity] : 'ok'} label={rule.broken > 0 ? say(rule.severity) : say('sound')} />
      <span className={styles.figure}>
        {rule.broken > 0 && to !== undefined ? <Link to={to}>{plainNumber(rule.broken, locale)}</Link> : plainNumber(rule.broken, locale)}
        <Quiet small> / {plainNumber(rule.checked, locale)}</Quiet>
      </span>
      <ScoreBar score={rule.score} reason={rule.lost > 0 ? say('lostHint', { n: rule.lost }) : ''} />
    </li>
  );
}
