import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';

import { SEVERITY_TONES, useFindings } from './api';
import styles from './quality.module.css';
import { qualityWords } from './words';

/** What is wrong with the record of an item and how to mend it; nothing when nothing is. */
export function ItemFindings({ id, version }: { id: string; version: number }) {
  const say = useWords(qualityWords);
  const titled = useTitled();
  const found = useFindings(id, version).data ?? [];
  if (found.length === 0) return null;
  return (
    <Section title={say('ofItem')} count={found.length}>
      <ul className={styles.ofItem}>
        {found.map((finding) => (
          <li key={finding.key}>
            <span>
              {titled(finding.title, finding.title_en)}
              <Quiet small>{titled(finding.advice, finding.advice_en)}</Quiet>
            </span>
            <StateBadge tone={SEVERITY_TONES[finding.severity]} label={say(finding.severity)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
