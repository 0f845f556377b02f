import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import type { ListQuery } from '@/shared/api/page';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { BulkAction, Column, FilterField, Grouping } from '@/shared/list/types';
import { useLookAgain } from '@/shared/live/live';
import { Notice } from '@/shared/state/Notice';
import { Duration, Time } from '@/shared/time/Time';
import { ShieldCheck } from 'lucide-react';

import { acknowledgeAlerts, listAlerts } from './api';
import styles from './events.module.css';
import { HolderLink } from './holder';
import { ALERT_STATES, AlertStateBadge, SEVERITIES, SEVERITY_TONES, SeverityBadge } from './state';
import type { Alert } from './types';
import { words } from './words';

export const ALERTS_KEY = ['alerts', 'list'] as const;

const BRIEF: ReadonlySet<string> = new Set(['severity', 'summary', 'item', 'state', 'started_at']);

interface AlertTableProps {
  id: string;
  fixed?: ListQuery;
  /** Says which item it is about; not needed on the item's own page. */
  withItem?: boolean;
  withState?: boolean;
  /** Only what is over. */
  past?: boolean;
  grouped?: boolean;
  /** Beside other things: the columns that matter, and no tools. */
  brief?: boolean;
  prefix?: string;
  /** Whose kept views it offers. */
  views?: string;
  onOpen?: (alert: Alert) => void;
  openKey?: string | undefined;
}

function useColumns(withItem: boolean, brief: boolean): readonly Column<Alert>[] {
  const say = useWords(words);
  const titled = useTitled();
  const item: Column<Alert> = {
    key: 'item',
    title: say('item'),
    width: 170,
    phone: 'meta',
    render: ({ item: about }) => about !== null && <Link to={`/items/${about.id}`}>{about.name}</Link>,
  };
  const columns: Column<Alert>[] = [
    { key: 'severity', title: say('severity'), width: 84, phone: 'state', fixed: true, render: (alert) => <SeverityBadge severity={alert.severity} /> },
    {
      key: 'summary',
      title: say('summary'),
      phone: 'title',
      fixed: true,
      render: (alert) => (alert.summary === '' ? titled(alert.rule_title, alert.rule_title_en) : alert.summary),
    },
    ...(withItem ? [item] : []),
    { key: 'state', title: say('state'), width: 104, phone: 'meta', render: (alert) => <AlertStateBadge alert={alert} /> },
    { key: 'holder', title: say('holder'), width: 140, phone: 'meta', render: ({ ticket }) => ticket !== null && <HolderLink ticket={ticket} /> },
    { key: 'started_at', title: say('started'), sort: 'started_at', width: 170, phone: 'meta', render: (alert) => <Time at={alert.started_at} show="both" /> },
    {
      key: 'lasted',
      title: say('lasted'),
      width: 104,
      align: 'right',
      phone: 'hidden',
      render: (alert) => <Duration from={alert.started_at} to={alert.state === 'resolved' ? alert.resolved_at : null} />,
    },
    {
      key: 'acknowledged',
      title: say('acknowledger'),
      width: 84,
      phone: 'hidden',
      render: (alert) => (alert.acknowledged_at === null ? undefined : alert.acknowledged_by),
    },
    { key: 'rule', title: say('rule'), phone: 'hidden', optional: true, render: (alert) => titled(alert.rule_title, alert.rule_title_en) },
  ];
  return brief ? columns.filter((column) => BRIEF.has(column.key)) : columns;
}

function useGrouping(): Grouping<Alert> {
  const say = useWords(words);
  return {
    key: (alert) => alert.incident?.id ?? '',
    render: (key, alerts) => {
      const incident = alerts[0]?.incident ?? null;
      return (
        <div className={styles.group}>
          {incident === null ? <b>{say('noIncident')}</b> : <Link to={`/incidents/${key}`}>{`${say('incident')} ${incident.number}`}</Link>}
          <span>{say('count', { n: alerts.length })}</span>
        </div>
      );
    },
  };
}

/** A list of alerts; the keyboard acknowledges with `e`. */
export function AlertTable({ id, fixed, withItem = true, withState = true, past = false, grouped = false, brief = false, prefix = '', views, onOpen, openKey }: AlertTableProps) {
  const say = useWords(words);
  const titled = useTitled();
  const columns = useColumns(withItem, brief);
  const grouping = useGrouping();
  const mayAcknowledge = useMay('alert:acknowledge');
  const filters: FilterField[] = [
    { key: 'severity', title: say('severity'), options: SEVERITIES.map((value) => ({ value, label: say(value), tone: SEVERITY_TONES[value] })) },
  ];
  if (withState) filters.push({ key: 'state', title: say('state'), options: ALERT_STATES.map((value) => ({ value, label: say(value) })) });
  const acknowledge: BulkAction<Alert> = {
    key: 'acknowledge',
    title: say('acknowledge'),
    shortcut: 'e',
    applies: (alert) => alert.acknowledged_at === null && alert.state !== 'resolved',
    run: (alerts) => acknowledgeAlerts(alerts.map((alert) => alert.id)),
  };
  return (
    <ResourceTable
      id={id}
      source={{ key: ALERTS_KEY, path: '/api/v1/alerts', fetch: listAlerts, refreshMs: useLookAgain(5_000) }}
      columns={columns}
      rowKey={(alert) => alert.id}
      rowName={(alert) => (alert.summary === '' ? titled(alert.rule_title, alert.rule_title_en) : alert.summary)}
      filters={brief ? [] : filters}
      searchable={!brief}
      defaultSort="-started_at"
      limit={100}
      searchHint={say('searchAlerts')}
      prefix={prefix}
      grouping={grouped ? grouping : undefined}
      openKey={openKey}
      {...(fixed && { fixed })}
      {...(views !== undefined && { views })}
      {...(onOpen && { onOpen })}
      {...(mayAcknowledge && { bulk: [acknowledge] })}
      empty={
        <Notice
          icon={<ShieldCheck size={28} strokeWidth={1.4} />}
          title={say(past ? 'noPast' : 'noLive')}
          detail={say(past ? 'noPastHint' : 'noLiveHint')}
        />
      }
    />
  );
}
