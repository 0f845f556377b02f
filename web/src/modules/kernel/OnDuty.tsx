import { useQuery } from '@tanstack/react-query';

import { useListed, useWords } from '@/shared/i18n/words';

import { fetchDuty } from './api';
import styles from './kernel.module.css';
import { words } from './words';

/** So many names are read; more are counted. */
const NAMED = 4;

/** Who is told about trouble now. */
export function OnDuty() {
  const say = useWords(words);
  const listed = useListed();
  const duty = useQuery({ queryKey: ['duty'], queryFn: fetchDuty, staleTime: 60_000, refetchInterval: 60_000 });
  const people = duty.data ?? [];
  if (people.length === 0) return null;
  const names = listed(people.slice(0, NAMED).map((person) => person.name));
  return (
    <span className={styles.duty}>
      {say('duty')}
      <b>{people.length > NAMED ? say('andMore', { names, n: people.length }) : names}</b>
    </span>
  );
}
