import { Segmented } from 'antd';
import { ArrowRightLeft } from 'lucide-react';
import { useState } from 'react';

import type { Page } from '@/shared/api/page';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import { plainNumber, quantityText } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { Time } from '@/shared/time/Time';

import { callerKeys, fetchStatistics, listCalls, type Call, type RouteStatistics } from './api';
import styles from './callers.module.css';
import { words } from './words';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const KINDS = { user: 'person', agent: 'agent', system: 'system' } as const;
const DAY = 24;

function toneOf(status: number): Tone {
  if (status >= 500) return 'critical';
  return status >= 400 ? 'warning' : 'ok';
}

function Calls() {
  const say = useWords(words);
  const locale = useLocale();
  const columns: Column<Call>[] = [
    { key: 'at', title: say('time'), sort: 'at', width: 170, phone: 'meta', render: (call) => <Time at={call.at} show="absolute" /> },
    { key: 'method', title: say('method'), width: 80, phone: 'meta', render: (call) => call.method },
    { key: 'route', title: say('route'), phone: 'title', fixed: true, render: (call) => <Code>{call.route}</Code> },
    { key: 'status', title: say('status'), width: 90, phone: 'state', render: (call) => <StateBadge tone={toneOf(call.status)} label={String(call.status)} /> },
    { key: 'ms', title: say('ms'), width: 100, align: 'right', phone: 'meta', render: (call) => quantityText(call.ms, 'ms', locale) },
    { key: 'caller', title: say('caller'), width: 130, phone: 'meta', render: (call) => call.actor_name },
    { key: 'ip', title: say('ip'), width: 130, phone: 'hidden', render: (call) => call.ip },
    { key: 'in', title: say('in'), width: 100, align: 'right', phone: 'hidden', optional: true, render: (call) => quantityText(call.bytes_in, 'B', locale) },
    { key: 'out', title: say('out'), width: 100, align: 'right', phone: 'hidden', optional: true, render: (call) => quantityText(call.bytes_out, 'B', locale) },
    { key: 'request', title: say('request'), width: 160, phone: 'hidden', optional: true, render: (call) => <Code>{call.request_id}</Code> },
  ];
  const filters: FilterField[] = [
    { key: 'at', kind: 'range', title: say('time'), options: [] },
    { key: 'method', title: say('method'), options: METHODS.map((value) => ({ value, label: value })) },
    { key: 'actor_kind', title: say('callerKind'), options: Object.entries(KINDS).map(([value, key]) => ({ value, label: say(key) })) },
    { key: 'route', kind: 'text', title: say('route'), options: [] },
    { key: 'ip', kind: 'text', title: say('ip'), options: [] },
    { key: 'request_id', kind: 'text', title: say('request'), options: [] },
  ];
  return (
    <ResourceTable
      id="api-calls"
      source={{ key: callerKeys.calls, path: '/api/v1/api-calls', fetch: listCalls }}
      columns={columns}
      rowKey={(call) => call.id}
      filters={filters}
      defaultSort="-at"
      searchHint={say('findCalls')}
      empty={<Notice icon={<ArrowRightLeft size={28} strokeWidth={1.4} />} title={say('noCalls')} />}
    />
  );
}

function Statistics() {
  const say = useWords(words);
  const locale = useLocale();
  const [hours, setHours] = useState(DAY);
  const columns: Column<RouteStatistics>[] = [
    { key: 'method', title: say('method'), width: 80, phone: 'meta', render: (row) => row.method },
    { key: 'route', title: say('route'), phone: 'title', fixed: true, render: (row) => <Code>{row.route}</Code> },
    { key: 'calls', title: say('n'), width: 90, align: 'right', phone: 'state', render: (row) => plainNumber(row.calls, locale) },
    { key: 'errors', title: say('errors'), width: 90, align: 'right', phone: 'meta', render: (row) => <span className={row.failed > 0 ? styles.bad : ''}>{quantityText(row.error_rate, 'ratio', locale)}</span> },
    { key: 'average', title: say('average'), width: 110, align: 'right', phone: 'meta', render: (row) => quantityText(Math.round(row.ms_average), 'ms', locale) },
    { key: 'longest', title: say('longest'), width: 110, align: 'right', phone: 'hidden', render: (row) => quantityText(row.ms_max, 'ms', locale) },
    { key: 'traffic', title: say('traffic'), width: 110, align: 'right', phone: 'hidden', render: (row) => quantityText(row.bytes_in + row.bytes_out, 'B', locale) },
    { key: 'latest', title: say('latest'), width: 120, phone: 'hidden', render: (row) => <Time at={row.last_at} /> },
  ];
  /** There are a few hundred routes at most: one page. */
  const all = async (): Promise<Page<RouteStatistics>> => {
    const items = await fetchStatistics(hours);
    return { items, next: null, total: items.length };
  };
  return (
    <>
      <div className={styles.bar}>
        <Segmented<number>
          value={hours}
          options={[
            { value: DAY, label: say('day') },
            { value: 7 * DAY, label: say('week') },
            { value: 30 * DAY, label: say('month') },
          ]}
          onChange={setHours}
        />
      </div>
      <ResourceTable
        key={hours}
        id="api-statistics"
        source={{ key: callerKeys.statistics(hours), fetch: all }}
        columns={columns}
        rowKey={(row) => `${row.method} ${row.route}`}
        searchable={false}
        empty={<Notice icon={<ArrowRightLeft size={28} strokeWidth={1.4} />} title={say('noCalls')} />}
      />
    </>
  );
}

/** Who called which interface, when, and how it went; and each interface in figures. */
export function CallsPage() {
  const say = useWords(words);
  return (
    <>
      <PageHeader title={say('calls')} note={say('callsNote')} />
      <UrlTabs
        tabs={[
          { key: 'calls', title: say('details'), render: () => <Calls /> },
          { key: 'statistics', title: say('statistics'), render: () => <Statistics /> },
        ]}
      />
    </>
  );
}
