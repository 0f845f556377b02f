import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { listItems } from '../api';
import { HealthBadge } from '../health';
import styles from './topology.module.css';
import { words } from './words';

const MOST = 200;

/** The business systems, each with the way to its picture. */
export function SystemList({ empty }: { empty: ReactNode }) {
  const say = useWords(words);
  const systems = useQuery({ queryKey: ['items', 'systems'], queryFn: ({ signal }) => listItems({ type: 'business_system', limit: MOST, sort: 'name' }, signal), refetchInterval: 15_000 });
  return (
    <Loaded query={systems}>
      {(page) =>
        page.items.length === 0 ? (
          empty
        ) : (
          <Section title={say('businessSystems')} count={page.total} flush>
            <ul className={styles.systems}>
              {page.items.map((item) => (
                <li key={item.id}>
                  <Link to={`/topology?item=${item.id}`}>{item.name}</Link>
                  <HealthBadge health={item.health} reason={item.health_reason} />
                </li>
              ))}
            </ul>
          </Section>
        )
      }
    </Loaded>
  );
}
