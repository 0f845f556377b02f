import { useQuery } from '@tanstack/react-query';

import { LiveIncidents } from '@/modules/events';
import { AtRisk } from '@/modules/insight';
import { EstateStrip } from '@/modules/inventory';
import { useMay, useSession } from '@/modules/kernel';
import { DueText, Inbox } from '@/modules/process';
import { http } from '@/shared/api/http';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';

import { words } from './words';
import styles from './workbench.module.css';

interface OnDuty {
  id: string;
  name: string;
}

function Duty() {
  const say = useWords(words);
  const duty = useQuery({ queryKey: ['duty'], queryFn: () => http.get<OnDuty[]>('duty'), staleTime: 60_000, retry: false });
  if (duty.data === undefined || duty.data.length === 0) return null;
  return (
    <span className={styles.duty}>
      {say('duty')}
      <b>{duty.data.map((person) => person.name).join(say('separator'))}</b>
    </span>
  );
}

/** What burns, what is mine, what will cost money. */
export function Workbench() {
  const say = useWords(words);
  const { user } = useSession();
  const sees = {
    incidents: useMay('incident:read'),
    tickets: useMay('ticket:read'),
    assessments: useMay('assessment:read'),
    items: useMay('inventory:read'),
  };
  return (
    <>
      <PageHeader title={say('title')} note={user.organisation?.name} actions={<Duty />} />
      {sees.items && (
        <div className={styles.strip}>
          <EstateStrip />
        </div>
      )}
      <div className={styles.columns}>
        {sees.incidents && (
          <div>
            <LiveIncidents />
          </div>
        )}
        {sees.tickets && (
          <div>
            <Inbox />
          </div>
        )}
        {sees.assessments && (
          <div>
            <AtRisk due={(at) => <DueText at={at} />} />
          </div>
        )}
      </div>
    </>
  );
}
