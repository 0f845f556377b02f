import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { plainNumber } from '@/shared/format/quantity';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';

import type { QualityPart } from './api';
import styles from './quality.module.css';
import { qualityWords } from './words';

/** So many are shown before somebody asks for all. */
const SHOWN = 10;

/** A score as people read it, to a tenth. */
export function useScore(): (score: number | null) => string {
  const say = useWords(qualityWords);
  return (score) => (score === null ? '' : say('points', { score: score === 100 ? '100' : score.toFixed(1) }));
}

/** A score as a bar from zero and as a figure. */
export function ScoreBar({ score, reason = '' }: { score: number | null; reason?: string }) {
  const told = useScore();
  return (
    <span className={styles.scoreBar} title={reason}>
      <span className={styles.track} aria-hidden="true">
        <span style={{ width: `${score ?? 0}%` }} />
      </span>
      <span className={styles.score}>{told(score)}</span>
    </span>
  );
}

/** Types or units, those where most is lost first; each narrows the page to itself, its findings open their items. */
export function Parts({ parts }: { parts: readonly QualityPart[] }) {
  const say = useWords(qualityWords);
  const titled = useTitled();
  const locale = useLocale();
  const [all, setAll] = useState(false);
  return (
    <>
      <ul className={styles.partList}>
        {parts.slice(0, all ? parts.length : SHOWN).map((part) => {
          const title = titled(part.title, part.title_en);
          const query = part.query === null ? undefined : { ...part.query, shown: title };
          return (
            <li key={part.key ?? ''}>
              <span className={styles.partTitle} title={title}>
                {query === undefined ? title : <Link to={`?${new URLSearchParams(query).toString()}`}>{title}</Link>}
              </span>
              <ScoreBar score={part.score} />
              <span className={styles.figure}>
                {part.broken > 0 && query !== undefined ? (
                  <Link to={`?${new URLSearchParams({ ...query, tab: 'flawed' }).toString()}`}>{say('findings', { n: plainNumber(part.broken, locale) })}</Link>
                ) : (
                  say('sound')
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {parts.length > SHOWN && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? say('fewer') : say('all', { n: parts.length })}
        </Button>
      )}
    </>
  );
}
