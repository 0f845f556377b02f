import { Button, Segmented } from 'antd';
import { Inbox } from 'lucide-react';
import { useState } from 'react';

import { ApiProblem } from '@/shared/api/problem';
import type { ListQuery, Page, RowResult } from '@/shared/api/page';
import { StatTile, TimeChart } from '@/shared/charts/TimeChart';
import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { SchemaFacts } from '@/shared/form/SchemaFacts';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { localeChoice } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { usePreference } from '@/shared/preference/preference';
import { Failure, StaleLine } from '@/shared/state/Failure';
import { Notice } from '@/shared/state/Notice';
import { Skeleton } from '@/shared/state/Skeleton';
import { StateBadge } from '@/shared/state/StateBadge';
import { modeChoice } from '@/shared/theme/mode';
import type { Tone } from '@/shared/theme/tokens';

import { makeRows, sampleSchema, sampleSeries, sampleValue, type SampleRow } from './samples';
import styles from './styleguide.module.css';

const TONES: readonly { tone: Tone; label: string }[] = [
  { tone: 'critical', label: '立即处理' },
  { tone: 'warning', label: '尽快处理' },
  { tone: 'running', label: '进行中' },
  { tone: 'ok', label: '正常' },
  { tone: 'idle', label: '未知' },
];

const ROWS = makeRows(137);

/** A list that answers like the API: filters, sorts and pages, and refuses one row of a bulk action. */
function fetchRows(query: ListQuery): Promise<Page<SampleRow>> {
  const q = String(query.q ?? '');
  const states = String(query.state__in ?? query.state ?? '').split(',').filter((each) => each !== '');
  const start = Number(query.cursor ?? 0) || 0;
  const limit = Number(query.limit ?? 50);
  const found = ROWS.filter((row) => row.name.includes(q) && (states.length === 0 || states.includes(row.state)));
  const sort = String(query.sort ?? '');
  const sorted = [...found].sort((a, b) => (sort.startsWith('-') ? -1 : 1) * (sort.endsWith('load') ? a.load - b.load : a.name.localeCompare(b.name)));
  const end = start + limit;
  return Promise.resolve({ items: sorted.slice(start, end), next: end < sorted.length ? String(end) : null, total: sorted.length });
}

function acknowledge(rows: readonly SampleRow[]): Promise<RowResult[]> {
  return Promise.resolve(rows.map((row, at) => ({ id: row.id, ok: at !== 1, message: at === 1 ? '已由他人处理。' : '' })));
}

function Lists() {
  const [kind, setKind] = useState<'full' | 'empty' | 'failed' | 'forbidden' | 'loading'>('full');
  const sources = {
    full: fetchRows,
    empty: () => Promise.resolve({ items: [], next: null, total: 0 }),
    failed: () => Promise.reject(new ApiProblem({ status: 500, title: '数据库没有应答', detail: '写入队列已满，请稍后重试。', requestId: '01J9Z3' })),
    forbidden: () => Promise.reject(new ApiProblem({ status: 403, title: '' })),
    loading: () => new Promise<Page<SampleRow>>(() => undefined),
  };
  return (
    <>
      <Segmented value={kind} options={['full', 'empty', 'failed', 'forbidden', 'loading']} onChange={setKind} style={{ marginBottom: 12 }} />
      <ResourceTable<SampleRow>
        key={kind}
        id="styleguide"
        source={{ key: ['styleguide', kind], fetch: sources[kind] }}
        limit={12}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        rowHref={(row) => `/styleguide?row=${row.id}`}
        columns={[
          { key: 'name', title: '名称', sort: 'name', phone: 'title', fixed: true, render: (row) => row.name },
          { key: 'state', title: '状态', width: 120, phone: 'state', render: (row) => <StateBadge tone={row.state === 'bad' ? 'critical' : 'ok'} label={row.state === 'bad' ? '故障' : '正常'} /> },
          { key: 'load', title: '负载', sort: 'load', align: 'right', width: 100, phone: 'meta', render: (row) => row.load.toFixed(2) },
          { key: 'note', title: '说明', phone: 'meta', render: (row) => row.note },
          { key: 'room', title: '机房', optional: true, phone: 'hidden', render: () => '天府机房' },
        ]}
        filters={[{ key: 'state', title: '状态', options: [{ value: 'bad', label: '故障', tone: 'critical' }, { value: 'good', label: '正常', tone: 'ok' }] }]}
        defaultSort="name"
        bulk={[{ key: 'ack', title: '确认', shortcut: 'e', run: acknowledge }]}
        empty={
          <Notice icon={<Inbox size={28} strokeWidth={1.4} />} title="还没有资源" detail="安装采集代理后，主机会自动出现在这里。">
            <Button type="primary">安装代理</Button>
          </Notice>
        }
      />
    </>
  );
}

function refuse(value: Record<string, unknown>): Promise<void> {
  if (value.owner !== '王芳') {
    return Promise.reject(
      new ApiProblem({ status: 422, title: '填写有误', detail: '负责人不存在，请核对。', fields: [{ path: '/data/owner', message: '没有这个人，请从通讯录选择' }] }),
    );
  }
  return Promise.resolve();
}

/** Every shared component in its states; switch theme and language above. Photographed by the browser tests. */
export function Styleguide() {
  const [mode, setMode] = usePreference(modeChoice);
  const [locale, setLocale] = usePreference(localeChoice);
  const [now] = useState(() => Date.now());
  return (
    <main className={styles.page}>
      <PageHeader
        title="组件"
        note="公共组件的各种状态，仅开发时可见"
        actions={
          <>
            <Segmented value={mode} options={['light', 'dark', 'system']} onChange={setMode} />
            <Segmented value={locale} options={['zh-CN', 'en-US']} onChange={setLocale} />
          </>
        }
      />
      <Section title="状态">
        <div className={styles.row}>{TONES.map((each) => <StateBadge key={each.tone} {...each} />)}</div>
        <div className={styles.row}>{TONES.map((each) => <StateBadge key={each.tone} kind="soft" {...each} />)}</div>
      </Section>
      <Section title="按钮">
        <div className={styles.row}>
          <Button type="primary">提交</Button>
          <Button>取消</Button>
          <Button type="text">文字按钮</Button>
          <Button disabled>不可用</Button>
          <Button type="primary" loading>
            提交
          </Button>
        </div>
      </Section>
      <Section title="列表">
        <Lists />
      </Section>
      <Section title="表单">
        <SchemaForm schema={sampleSchema} errorRoot="data" draftKey="styleguide" onSubmit={refuse} />
      </Section>
      <Section title="按模型展示">
        <SchemaFacts schema={sampleSchema} value={sampleValue} />
      </Section>
      <div className={styles.charts}>
        <StatTile title="在线主机" value={128} unit="" />
        <StatTile title="内存使用率" value={91.5} unit="%" tone="critical" />
        <TimeChart title="处理器使用率" unit="%" kind="area" series={sampleSeries(now, 1)} thresholds={[{ value: 90, tone: 'critical' }]} fromMs={now - 3_600_000} toMs={now} queries={['avg(rate(cpu[1m]))']} />
        <TimeChart title="网络流量" unit="bytes/s" kind="line" series={sampleSeries(now, 11)} fromMs={now - 3_600_000} toMs={now} />
        <TimeChart title="没有数据" unit="" kind="line" series={[]} fromMs={now - 3_600_000} toMs={now} />
      </div>
      <Section title="过程">
        <Timeline
          events={[
            { key: '1', at: new Date(now - 60_000).toISOString(), title: '全部告警已恢复', tone: 'ok' },
            { key: '2', at: new Date(now - 360_000).toISOString(), title: '执行“重启服务”', by: '王芳', tone: 'running' },
            { key: '3', at: new Date(now - 420_000).toISOString(), title: '发现故障', text: '规则“服务不可用”命中，检查 10.20.3.14:6379 连续 3 次失败。', tone: 'critical' },
          ]}
        />
      </Section>
      <Section title="名称与值">
        <Facts facts={[{ key: 'a', name: '主机名', value: 'db-01' }, { key: 'b', name: '责任人', value: '' }, { key: 'c', name: '单位', value: '市大数据中心' }]} />
      </Section>
      <Section title="加载、失败、无权限、不存在、离线" flush>
        <Skeleton rows={3} />
        <StaleLine onRetry={() => undefined} />
        {[500, 403, 404, 0, 503].map((status) => (
          <Failure key={status} compact error={new ApiProblem({ status, title: '数据库没有应答' })} onRetry={() => undefined} />
        ))}
      </Section>
    </main>
  );
}
