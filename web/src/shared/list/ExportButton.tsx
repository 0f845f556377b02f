import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Input, Popover, Segmented } from 'antd';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import type { ListQuery } from '@/shared/api/page';
import { asProblem, type ApiProblem } from '@/shared/api/problem';
import { useTitled, useWords } from '@/shared/i18n/words';
import { useAllowed } from '@/shared/session/may';
import { Failure } from '@/shared/state/Failure';

import { download, fetchColumns, type ExportFormat } from './export';
import styles from './list.module.css';
import { words } from './words';

interface ExportProps {
  path: string;
  query: ListQuery;
  total: number | null;
}

/** Which columns, which format; the rows are those the list finds, on all its pages. */
function ExportForm({ path, query, total }: ExportProps) {
  const say = useWords(words);
  const titled = useTitled();
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [picked, setPicked] = useState<readonly string[] | undefined>();
  const [problem, setProblem] = useState<ApiProblem | undefined>();
  const [running, setRunning] = useState(false);
  const mayReveal = useAllowed('personal:reveal');
  const [reason, setReason] = useState<string | undefined>();
  const abort = useRef<AbortController>(undefined);
  const columns = useQuery({ queryKey: ['export', path, query], queryFn: ({ signal }) => fetchColumns(path, query, signal), staleTime: 60_000 });
  const offered = columns.data ?? [];
  const chosen = picked ?? offered.filter((column) => !column.extra).map((column) => column.key);
  const personal = mayReveal && offered.some((column) => column.personal && chosen.includes(column.key));
  const reveal = personal ? reason?.trim() : undefined;
  const isChosen = (key: string): boolean => chosen.includes(key);

  useEffect(() => () => abort.current?.abort(), []);

  const toggle = (key: string): void => setPicked(offered.map((column) => column.key).filter((each) => (each === key ? !isChosen(each) : isChosen(each))));
  const run = async (): Promise<void> => {
    const controller = new AbortController();
    abort.current = controller;
    setProblem(undefined);
    setRunning(true);
    try {
      await download(path, query, chosen, format, reveal ?? '', controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) setProblem(asProblem(error));
    }
    setRunning(false);
  };

  if (columns.isError) return <Failure error={columns.error} compact />;
  return (
    <div className={styles.settings}>
      <div className={styles.settingsTitle}>{say('format')}</div>
      <Segmented<ExportFormat>
        size="small"
        value={format}
        options={[
          { value: 'xlsx', label: 'Excel' },
          { value: 'csv', label: 'CSV' },
        ]}
        onChange={setFormat}
      />
      <div className={styles.settingsTitle}>{say('columns')}</div>
      <div className={styles.options}>
        {offered.map((column) => (
          <Checkbox key={column.key} checked={isChosen(column.key)} onChange={() => toggle(column.key)}>
            {titled(column.title, column.title_en)}
          </Checkbox>
        ))}
      </div>
      {personal && (
        <>
          <Checkbox checked={reason !== undefined} onChange={(event) => setReason(event.target.checked ? '' : undefined)}>
            {say('clearly')}
          </Checkbox>
          {reason !== undefined && (
            <Input size="small" autoFocus maxLength={300} value={reason} placeholder={say('clearlyHint')} aria-label={say('clearlyHint')} onChange={(event) => setReason(event.target.value)} />
          )}
        </>
      )}
      {problem !== undefined && <Alert className={styles.exportProblem} type="error" title={problem.message} description={problem.detail} />}
      <div className={styles.exportFoot}>
        <Button type="primary" size="small" loading={running} disabled={chosen.length === 0 || reveal === ''} onClick={() => void run()}>
          {total === null ? say('export') : say('exportAll', { n: total })}
        </Button>
        {running && (
          <Button size="small" onClick={() => abort.current?.abort()}>
            {say('cancel')}
          </Button>
        )}
      </div>
    </div>
  );
}

export function ExportButton(props: ExportProps) {
  const say = useWords(words);
  const allowed = useAllowed('list:export');
  if (!allowed) return null;
  return (
    <Popover content={<ExportForm {...props} />} trigger="click" placement="bottomRight" arrow={false} destroyOnHidden>
      <Button type="text" icon={<Download size={15} />} aria-label={say('export')} title={say('export')} />
    </Popover>
  );
}
