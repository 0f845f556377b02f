import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import { Paperclip, ShieldCheck, Trash2 } from 'lucide-react';
import { Link } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { quantityText } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';
import { Time } from '@/shared/time/Time';

import { destroyFile, fetchUsage, listFiles, scanAgain, type KeptFile } from './api';
import styles from './files.module.css';
import { words } from './words';

const STATES = ['ready', 'waiting', 'quarantined', 'removed'] as const;
const TONES: Readonly<Record<KeptFile['state'], Tone>> = { ready: 'ok', waiting: 'running', quarantined: 'critical', removed: 'idle' };
const KINDS = ['ticket', 'item', 'incident', 'announcement'] as const;

const isKind = (kind: string): kind is (typeof KINDS)[number] => KINDS.some((each) => each === kind);

function UsageStrip() {
  const say = useWords(words);
  const locale = useLocale();
  const usage = useQuery({ queryKey: ['stored-files', 'usage'], queryFn: fetchUsage }).data;
  if (usage === undefined) return null;
  return (
    <div className={styles.strip}>
      {STATES.map((state) => {
        const sum = usage.states.find((each) => each.state === state);
        return (
          <div key={state} className={styles.figure}>
            <StateBadge tone={TONES[state]} label={say(`s_${state}`)} />
            <strong>{say('count', { n: sum?.count ?? 0 })}</strong>
            <span>{quantityText(sum?.bytes ?? 0, 'bytes', locale)}</span>
          </div>
        );
      })}
      <div className={styles.place}>
        <span>
          {say('place')} <Code>{usage.place}</Code>
        </span>
        <span data-warn={usage.scanner === ''}>{say(usage.scanner === '' ? 'noScanner' : 'withScanner')}</span>
      </div>
    </div>
  );
}

/** Everything that is kept, for whoever answers for the storage. */
export function FilesPage() {
  const say = useWords(words);
  const locale = useLocale();
  const client = useQueryClient();
  const { message } = App.useApp();
  const after = (done: 'scanning' | 'destroyed') => ({
    onSuccess: () => {
      void message.success(say(done));
      return client.invalidateQueries({ queryKey: ['stored-files'] });
    },
    onError: (error: Error) => void message.error(asProblem(error).told),
  });
  const scan = useMutation({ mutationFn: scanAgain, ...after('scanning') });
  const destroy = useMutation({ mutationFn: destroyFile, ...after('destroyed') });
  const scanned = useQuery({ queryKey: ['stored-files', 'usage'], queryFn: fetchUsage }).data?.scanner === 'clamd';

  const record = (file: KeptFile) => {
    if (file.target_id === null) return say('loose');
    const kind = isKind(file.target_kind) ? say(`k_${file.target_kind}`) : file.target_kind;
    return (
      <Link to={file.page} onClick={(event) => event.stopPropagation()}>
        {kind} {file.target_label}
      </Link>
    );
  };
  const verbs = (file: KeptFile) => (
    <>
      {scanned && file.state !== 'removed' && file.state !== 'waiting' && (
        <Button type="text" size="small" icon={<ShieldCheck size={14} />} aria-label={say('scan')} title={say('scan')} onClick={() => scan.mutate(file.id)} />
      )}
      {(file.state === 'quarantined' || file.state === 'removed') && (
        <Popconfirm title={say('destroyAsk', { name: file.name })} description={say('destroyNote')} okText={say('destroy')} okButtonProps={{ danger: true }} onConfirm={() => destroy.mutate(file.id)}>
          <Button type="text" size="small" icon={<Trash2 size={14} />} aria-label={say('destroy')} title={say('destroy')} />
        </Popconfirm>
      )}
    </>
  );
  const columns: Column<KeptFile>[] = [
    { key: 'name', title: say('name'), sort: 'name', phone: 'title', fixed: true, render: (file) => file.name },
    { key: 'state', title: say('state'), width: 104, phone: 'state', render: (file) => <StateBadge tone={TONES[file.state]} label={say(`s_${file.state}`)} reason={file.finding} /> },
    { key: 'size', title: say('size'), width: 96, align: 'right', sort: 'size', phone: 'meta', render: (file) => quantityText(file.size, 'bytes', locale) },
    { key: 'record', title: say('record'), width: 230, phone: 'meta', render: record },
    { key: 'owner', title: say('owner'), width: 110, phone: 'meta', render: (file) => file.owner_name },
    { key: 'uploaded_at', title: say('uploaded'), width: 120, sort: 'uploaded_at', phone: 'meta', render: (file) => <Time at={file.uploaded_at} /> },
    { key: 'finding', title: say('finding'), width: 180, phone: 'hidden', render: (file) => (file.finding !== '' ? file.finding : say(file.scanned ? 'clean' : 'unscanned')) },
    { key: 'scanner', title: say('scanner'), width: 200, phone: 'hidden', optional: true, render: (file) => file.scanner },
    { key: 'removed_by', title: say('removedBy'), width: 110, phone: 'hidden', optional: true, render: (file) => file.removed_by },
    { key: 'digest', title: say('digest'), width: 200, phone: 'hidden', optional: true, render: (file) => <Code>{file.sm3.slice(0, 16)}</Code> },
    { key: 'verbs', title: '', width: 76, phone: 'hidden', fixed: true, render: verbs },
  ];
  const filters: FilterField[] = [
    { key: 'state', title: say('state'), options: STATES.map((value) => ({ value, label: say(`s_${value}`), tone: TONES[value] })) },
    { key: 'kind', title: say('kind'), options: KINDS.map((value) => ({ value, label: say(`k_${value}`) })) },
  ];
  return (
    <>
      <PageHeader title={say('title')} note={say('note')} />
      <UsageStrip />
      <ResourceTable
        id="stored-files"
        source={{ key: ['stored-files'], path: '/api/v1/stored-files', fetch: listFiles }}
        columns={columns}
        rowKey={(file) => file.id}
        rowName={(file) => file.name}
        filters={filters}
        defaultSort="-uploaded_at"
        searchHint={say('search')}
        empty={<Notice icon={<Paperclip size={28} strokeWidth={1.4} />} title={say('empty')} detail={say('emptyHint')} />}
      />
    </>
  );
}
