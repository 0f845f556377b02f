import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { useTitled, useWords } from '@/shared/i18n/words';

import { LifecycleBadge } from '../health';
import type { Candidate } from './api';
import styles from './review.module.css';
import { reviewWords } from './words';

interface CandidateCardProps {
  candidate: Candidate;
  /** Whether it is known what deciding for it would change. */
  compared: boolean;
  onAssign?: () => Promise<void>;
}

/** An item that it may be, and the decision for it. */
export function CandidateCard({ candidate: { item, changes }, compared, onAssign }: CandidateCardProps) {
  const say = useWords(reviewWords);
  const titled = useTitled();
  const [busy, setBusy] = useState(false);
  const count = Object.keys(changes).length;
  return (
    <li className={styles.candidate}>
      <div>
        <Link to={`/items/${item.id}`}>{item.name}</Link>
        <Quiet small>
          {titled(item.type_title, item.type_title_en)}
          {item.organisation !== null && ` · ${item.organisation.name}`} · <LifecycleBadge lifecycle={item.lifecycle} />
        </Quiet>
        {compared && <Quiet small>{count === 0 ? say('noChanges') : say('changes', { n: count })}</Quiet>}
      </div>
      {onAssign !== undefined && (
        <Button
          type="primary"
          loading={busy}
          aria-label={`${say('assign')} ${item.name}`}
          onClick={() => {
            setBusy(true);
            void onAssign().finally(() => setBusy(false));
          }}
        >
          {say('assign')}
        </Button>
      )}
    </li>
  );
}
