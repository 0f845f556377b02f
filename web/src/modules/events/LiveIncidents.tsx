import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { Link } from 'react-router';

import { common } from '@/shared/i18n/common';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { useLookAgain } from '@/shared/live/live';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Duration } from '@/shared/time/Time';

import { listIncidents } from './api';
import styles from './events.module.css';
import { useHolder } from './holder';
import { SEVERITIES, SEVERITY_TONES, SeverityBadge } from './state';
import { words } from './words';

/** What burns: open incidents, the worst first. */
export function LiveIncidents() {
  const say = useWords(words);
  const shared = useWords(common);
  const holder = useHolder();
  const incidents = useQuery({
    queryKey: ['incidents', 'live'],
    queryFn: () => listIncidents({ state: 'open', sort: '-opened_at', limit: 20 }),
    refetchInterval: useLookAgain(5_000),
  });
  return (
    <Section title={say('incidents')} count={incidents.data?.total} extra={<Link to="/alerts">{shared('viewAll')}</Link>} flush>
      <Loaded query={incidents} rows={4} compact>
        {(page) => {
          if (page.items.length === 0) {
            return <Notice compact icon={<ShieldCheck size={26} strokeWidth={1.4} />} title={say('calm')} detail={say('calmHint')} />;
          }
          const ranked = [...page.items].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
          return (
            <ul className={styles.live}>
              {ranked.map((incident) => (
                <li key={incident.id} data-tone={SEVERITY_TONES[incident.severity]}>
                  <Link to={`/incidents/${incident.id}`}>
                    <span className={styles.liveTitle}>{incident.title}</span>
                    <span className={styles.liveMeta}>
                      <SeverityBadge severity={incident.severity} />
                      {incident.item !== null && <span>{incident.item.name}</span>}
                      {incident.ticket !== null && <span>{holder(incident.ticket)}</span>}
                      <span>
                        {say('lasted')} <Duration from={incident.opened_at} to={null} />
                      </span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Section>
  );
}
