import { Alert } from 'antd';
import { Link } from 'react-router';

import { Code } from '@/shared/detail/Code';
import { useListed, useWords } from '@/shared/i18n/words';

import type { BrokenItem, Rehearsal } from '../../types';
import styles from '../../types.module.css';
import { editorWords } from './words';

function Items({ title, count, items }: { title: string; count: number; items: readonly BrokenItem[] }) {
  const listed = useListed();
  if (count === 0) return null;
  return (
    <div>
      <b>
        {title} {count}
      </b>
      <ul className={styles.rules}>
        {items.map((each) => (
          <li key={each.item}>
            <Link to={`/items/${each.item}`}>{each.name}</Link> {listed(each.reasons)}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function changesNothing(found: Rehearsal): boolean {
  return Object.keys(found.delta).length === 0;
}

/** What a change would do, before anybody does it. */
export function RehearsalResult({ found }: { found: Rehearsal }) {
  const say = useWords(editorWords);
  if (changesNothing(found)) return <Alert type="info" title={say('unchanged')} />;
  return (
    <Alert
      type={found.harmless ? 'success' : 'error'}
      title={say(found.harmless ? 'harmless' : 'harmful')}
      description={
        <div className={styles.rehearsal}>
          <span>{say('counted', { n: found.items, m: found.migrated })}</span>
          {Object.entries(found.lost).map(([name, n]) => (
            <span key={name}>{say('lost', { name, n })}</span>
          ))}
          <Items title={say('broken')} count={found.broken_count} items={found.broken} />
          <Items title={say('duplicates')} count={found.duplicate_count} items={found.duplicates} />
          <details>
            <summary>
              {say('places')} {Object.keys(found.delta).length}
            </summary>
            {Object.keys(found.delta).map((place) => (
              <div key={place}>
                <Code>{place}</Code>
              </div>
            ))}
          </details>
        </div>
      }
    />
  );
}
