import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { api, unwrap } from '@/shared/api/client';
import { useWords } from '@/shared/i18n/words';
import { StateMark } from '@/shared/state/StateMark';

import styles from './quality.module.css';
import { qualityWords } from './words';

/** What oneself has to mend, as one line that leads to it; nothing when nothing is. */
export function OwnFindings() {
  const say = useWords(qualityWords);
  const owed = useQuery({ queryKey: ['items', 'quality', 'own'], queryFn: () => unwrap(api.GET('/api/v1/item-quality/own')), staleTime: 60_000 }).data;
  if (owed === undefined || owed.items === 0) return null;
  return (
    <Link className={styles.own} to={`/items/quality?${new URLSearchParams({ tab: 'flawed', 'attributes.owner': owed.owner, shown: say('ownShown') }).toString()}`}>
      <StateMark tone="warning" />
      {say('own', { items: owed.items, findings: owed.findings })}
    </Link>
  );
}
