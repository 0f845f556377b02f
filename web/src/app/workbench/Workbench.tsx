import { LiveIncidents } from '@/modules/events';
import { AtRisk } from '@/modules/insight';
import { EstateStrip, OwnFindings } from '@/modules/inventory';
import { OnDuty, ToRead, useMay, useSession } from '@/modules/kernel';
import { DueText, Inbox } from '@/modules/process';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';

import { words } from './words';
import styles from './workbench.module.css';

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
      <PageHeader title={say('title')} note={user.organisation?.name} actions={<OnDuty />} />
      {sees.items && (
        <div className={styles.strip}>
          <EstateStrip />
        </div>
      )}
      {sees.items && (
        <div className={styles.strip}>
          <OwnFindings />
        </div>
      )}
      <ToRead />
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
