import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import type { ListQuery } from '@/shared/api/page';
import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, FilterField } from '@/shared/list/types';
import { ownParameters } from '@/shared/list/useListAddress';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { useMay } from '../session';
import { actionTitle, ASKED_FOR } from './actions';
import { exportFound, listAudit, type AuditRecord } from './api';
import { IntegrityMark } from './IntegrityMark';
import { RecordPanel } from './RecordPanel';
import { STREAMS, streamTitle } from './streams';
import { words } from './words';

const KINDS = ['user', 'agent', 'system'] as const;

/** Who did what to what, when and from where, and whether anybody touched the trail. */
export function AuditPage() {
  const say = useWords(words);
  const titled = useTitled();
  const { message } = App.useApp();
  const [params] = useSearchParams();
  const mayExport = useMay('audit:export');
  const [open, setOpen] = useState<AuditRecord>();
  const take = useMutation({
    mutationFn: exportFound,
    onSuccess: () => void message.success(say('exported')),
    onError: (error) => void message.error(asProblem(error).told),
  });
  const columns: Column<AuditRecord>[] = [
    { key: 'at', title: say('time'), sort: 'at', width: 150, phone: 'meta', render: (record) => <Time at={record.at} show="absolute" /> },
    { key: 'actor', title: say('actor'), width: 120, phone: 'meta', render: (record) => record.actor_name },
    { key: 'action', title: say('action'), width: 190, phone: 'state', render: (record) => <span title={record.action}>{actionTitle(record.action, titled)}</span> },
    { key: 'target', title: say('target'), phone: 'title', fixed: true, render: (record) => record.target_label || record.target_id },
    { key: 'ip', title: say('ip'), width: 130, phone: 'hidden', render: (record) => record.ip },
    { key: 'stream', title: say('stream'), width: 100, phone: 'hidden', render: (record) => streamTitle(record.stream, say) },
  ];
  const filters: FilterField[] = [
    { key: 'at', kind: 'range', title: say('time'), options: [] },
    { key: 'actor_name', kind: 'text', title: say('actor'), options: [] },
    { key: 'target_label', kind: 'text', title: say('target'), options: [] },
    { key: 'action', title: say('action'), options: ASKED_FOR.map((value) => ({ value, label: actionTitle(value, titled) })) },
    { key: 'ip', kind: 'text', title: say('ip'), options: [] },
    { key: 'request_id', kind: 'text', title: say('request'), options: [] },
    { key: 'stream', title: say('stream'), options: STREAMS.map((value) => ({ value, label: streamTitle(value, say) })) },
    { key: 'actor_kind', title: say('kind'), options: KINDS.map((value) => ({ value, label: say(value) })) },
  ];
  const conditions = (): ListQuery => ({ ...ownParameters(params, filters), sort: undefined });
  return (
    <>
      <PageHeader
        title={say('title')}
        note={say('note')}
        actions={
          <>
            <IntegrityMark />
            {mayExport && (
              <Button icon={<Download size={14} />} onClick={() => take.mutate(conditions())} loading={take.isPending}>
                {say('export')}
              </Button>
            )}
          </>
        }
      />
      <ResourceTable
        id="audit"
        source={{ key: ['audit', 'list'], path: '/api/v1/audit', fetch: listAudit }}
        columns={columns}
        rowKey={(record) => record.id}
        onOpen={setOpen}
        openKey={open?.id}
        filters={filters}
        defaultSort="-at"
        searchHint={say('find')}
        empty={<Notice icon={<ScrollText size={28} strokeWidth={1.4} />} title={say('empty')} />}
      />
      {open !== undefined && <RecordPanel record={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
