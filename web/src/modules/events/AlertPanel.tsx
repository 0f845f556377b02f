import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { Code } from '@/shared/detail/Code';
import { Facts } from '@/shared/detail/Facts';
import { Section } from '@/shared/detail/Section';
import { quantityText } from '@/shared/format/quantity';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { useLookAgain } from '@/shared/live/live';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';
import { Duration, Time } from '@/shared/time/Time';

import { acknowledgeAlerts, fetchAlert, fetchIncident } from './api';
import styles from './events.module.css';
import { HolderLink } from './holder';
import { IncidentTimeline } from './IncidentTimeline';
import { AlertStateBadge, SeverityBadge } from './state';
import type { Alert } from './types';
import { words } from './words';

/** One alert beside the list: what, since when, who has it, what has happened. Its address opens it for a colleague too. */
export function AlertPanel({ id, listed, onClose }: { id: string; listed: Alert | undefined; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const query = useQuery({
    queryKey: ['alerts', 'one', id],
    queryFn: () => fetchAlert(id),
    refetchInterval: useLookAgain(5_000),
    ...(listed !== undefined && { placeholderData: listed }),
  });
  return (
    <Drawer
      open
      mask={phone}
      size={phone ? '100%' : 460}
      onClose={onClose}
      title={say('alert')}
      extra={query.data !== undefined && <AcknowledgeButton alert={query.data} />}
    >
      <Loaded query={query} rows={6}>
        {(alert) => <AlertDetail alert={alert} />}
      </Loaded>
    </Drawer>
  );
}

function AcknowledgeButton({ alert }: { alert: Alert }) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayAcknowledge = useMay('alert:acknowledge');
  const acknowledge = useMutation({
    mutationFn: () => acknowledgeAlerts([alert.id]),
    onSuccess: (results) => {
      const refused = results.find((result) => !result.ok);
      if (refused === undefined) void message.success(say('acknowledgeDone'));
      else void message.error(refused.message ?? say('acknowledgeFailed'));
      void client.invalidateQueries({ queryKey: ['alerts'] });
      void client.invalidateQueries({ queryKey: ['incidents'] });
    },
    onError: () => void message.error(say('acknowledgeFailed')),
  });
  const canAcknowledge = mayAcknowledge && alert.acknowledged_at === null && alert.state !== 'resolved';
  if (!canAcknowledge) return null;
  return (
    <Button type="primary" size="small" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
      {say('acknowledge')}
    </Button>
  );
}

function AlertDetail({ alert }: { alert: Alert }) {
  const say = useWords(words);
  const titled = useTitled();
  const locale = useLocale();
  const incidentId = alert.incident?.id;
  const incident = useQuery({
    queryKey: ['incidents', incidentId],
    queryFn: () => fetchIncident(incidentId ?? ''),
    enabled: incidentId !== undefined,
    refetchInterval: useLookAgain(5_000),
  });
  const { ticket } = alert;

  return (
    <>
      <div className={styles.panelHead}>
        <span className={styles.badges}>
          <SeverityBadge soft severity={alert.severity} />
          <AlertStateBadge soft alert={alert} />
        </span>
        <h2>{alert.summary === '' ? titled(alert.rule_title, alert.rule_title_en) : alert.summary}</h2>
        <span className={styles.badges}>
          {alert.incident !== null && <Link to={`/incidents/${alert.incident.id}`}>{`${say('incident')} ${alert.incident.number}`}</Link>}
          {ticket !== null && <Link to={`/tickets/${ticket.id}`}>{`${say('ticket')} ${ticket.number}`}</Link>}
        </span>
      </div>
      <Section title={say('details')}>
        <Facts
          narrow
          facts={[
            { key: 'item', name: say('item'), value: alert.item !== null && <Link to={`/items/${alert.item.id}`}>{alert.item.name}</Link> },
            { key: 'rule', name: say('rule'), value: titled(alert.rule_title, alert.rule_title_en) },
            { key: 'value', name: say('value'), value: alert.value === null ? say('unknown') : quantityText(alert.value, '', locale) },
            { key: 'holder', name: say('holder'), value: ticket === null ? say('noTicket') : <HolderLink ticket={ticket} /> },
            { key: 'started', name: say('started'), value: <Time at={alert.started_at} show="both" /> },
            { key: 'lasted', name: say('lasted'), value: <Duration from={alert.started_at} to={alert.state === 'resolved' ? alert.resolved_at : null} /> },
            {
              key: 'acknowledged',
              name: say('acknowledged'),
              value:
                alert.acknowledged_at === null ? (
                  say('notAcknowledged')
                ) : (
                  <>
                    {alert.acknowledged_by} <Time at={alert.acknowledged_at} />
                  </>
                ),
            },
          ]}
        />
      </Section>
      {incidentId !== undefined && (
        <Section title={say('timeline')}>
          <Loaded query={incident} rows={3} compact>
            {(shown) => <IncidentTimeline lines={shown.timeline} />}
          </Loaded>
        </Section>
      )}
      {Object.keys(alert.labels).length > 0 && (
        <Section title={say('labels')}>
          <div className={styles.labels}>
            {Object.entries(alert.labels).map(([key, value]) => (
              <span key={key}>
                <Code>{`${key}=${value}`}</Code>
              </span>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}
