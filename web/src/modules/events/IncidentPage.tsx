import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';

import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { FilePanel } from '@/shared/files/FilePanel';
import { ordinal } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';
import { useLookAgain } from '@/shared/live/live';
import { Loaded } from '@/shared/state/Loaded';
import { Duration, Time } from '@/shared/time/Time';

import { AlertTable } from './AlertTable';
import { fetchIncident } from './api';
import styles from './events.module.css';
import { HolderLink } from './holder';
import { IncidentTimeline } from './IncidentTimeline';
import { IncidentStateBadge, SeverityBadge } from './state';
import { words } from './words';

/** What happened, why, what now. */
export function IncidentPage() {
  const say = useWords(words);
  const locale = useLocale();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const incident = useQuery({ queryKey: ['incidents', id], queryFn: () => fetchIncident(id), refetchInterval: useLookAgain(5_000) });
  return (
    <Loaded query={incident} rows={8}>
      {(shown) => {
        const { ticket, item } = shown;
        return (
          <>
            <PageHeader
              title={shown.title}
              kicker={
                <>
                  <Link to="/alerts">{say('alerts')}</Link>
                  <span>/</span>
                  <span>{`${say('incident')} ${shown.number}`}</span>
                </>
              }
              state={
                <>
                  <SeverityBadge soft severity={shown.severity} />
                  <IncidentStateBadge state={shown.state} />
                </>
              }
              actions={
                ticket !== null && (
                  <Button type="primary" onClick={() => void navigate(`/tickets/${ticket.id}`)}>
                    {say('openTicket')}
                  </Button>
                )
              }
            />
            <div className={styles.incident}>
              <div>
                <AlertTable id="incident.alerts" fixed={{ incident: shown.id }} brief />
                <Section title={say('timeline')} count={shown.timeline.length}>
                  <IncidentTimeline lines={shown.timeline} />
                </Section>
                <FilePanel kind="incident" record={shown.id} />
              </div>
              <div>
                <Section title={say('details')}>
                  <Facts
                    narrow
                    facts={[
                      { key: 'item', name: say('item'), value: item !== null && <Link to={`/items/${item.id}`}>{item.name}</Link> },
                      { key: 'level', name: say('faultLevel'), value: say('level', { n: ordinal(shown.contract_level, locale) }) },
                      {
                        key: 'ticket',
                        name: say('ticket'),
                        value: ticket === null ? say('noTicket') : <Link to={`/tickets/${ticket.id}`}>{ticket.number}</Link>,
                      },
                      ...(ticket === null ? [] : [{ key: 'holder', name: say('holder'), value: <HolderLink ticket={ticket} /> }]),
                      { key: 'opened', name: say('opened'), value: <Time at={shown.opened_at} show="both" /> },
                      ...(shown.resolved_at === null
                        ? []
                        : [{ key: 'resolved', name: say('recovered'), value: <Time at={shown.resolved_at} show="both" /> }]),
                      { key: 'lasted', name: say('lasted'), value: <Duration from={shown.opened_at} to={shown.resolved_at} /> },
                    ]}
                  />
                </Section>
              </div>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
