import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { api, unwrap, type Schemas } from '@/shared/api/client';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import styles from './topology.module.css';
import { MoodBadge } from './verdicts';
import { words } from './words';

const fetchSystems = (): Promise<Schemas['SystemsOut']> => unwrap(api.GET('/api/v1/topology/systems'));

/** The business systems, those first that a failure of this moment strikes; each leads to its picture. */
export function SystemList({ empty }: { empty: ReactNode }) {
  const say = useWords(words);
  const found = useQuery({ queryKey: ['topology', 'systems'], queryFn: fetchSystems, refetchInterval: 15_000 });
  return (
    <Loaded query={found}>
      {({ systems, cut }) =>
        systems.length === 0 ? (
          empty
        ) : (
          <Section title={say('businessSystems')} count={systems.length} flush>
            <ul className={styles.systems}>
              {systems.map((system) => (
                <li key={system.id}>
                  <Link to={`/topology?item=${system.id}`}>{system.name}</Link>
                  <MoodBadge of={system} />
                </li>
              ))}
            </ul>
            {cut && <p className={styles.ends}>{say('tooMany')}</p>}
          </Section>
        )
      }
    </Loaded>
  );
}
