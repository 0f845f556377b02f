import type { ReactNode } from 'react';

import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, ListSource } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import type { ImportedTable } from './types';
import { words } from './words';

interface EarlierImportsProps<R> {
  id: string;
  source: ListSource<R>;
  /** What the rows of a table are. */
  kind: { readonly title: string; readonly of: (run: R) => string };
  state: (run: R) => ReactNode;
  onOpen: (run: R) => void;
}

/** The tables that were sent, newest first. */
export function EarlierImports<R extends ImportedTable>({ id, source, kind, state, onOpen }: EarlierImportsProps<R>) {
  const say = useWords(words);
  const figure = (key: string, title: string, of: (run: R) => number | undefined): Column<R> => ({ key, title, width: 80, align: 'right', phone: 'hidden', render: of });
  return (
    <ResourceTable
      id={id}
      source={source}
      columns={[
        { key: 'file', title: say('file'), phone: 'title', fixed: true, render: (run) => run.file_name },
        { key: 'kind', title: kind.title, width: 140, phone: 'meta', render: kind.of },
        { key: 'state', title: say('state'), width: 120, phone: 'state', render: state },
        figure('creates', say('create'), (run) => run.creates),
        figure('updates', say('update'), (run) => run.updates),
        figure('errors', say('error'), (run) => run.errors),
        { key: 'by', title: say('by'), width: 110, phone: 'meta', render: (run) => run.actor_name },
        { key: 'at', title: say('at'), width: 140, sort: 'created_at', phone: 'meta', render: (run) => <Time at={run.created_at} /> },
      ]}
      rowKey={(run) => run.id}
      onOpen={onOpen}
      defaultSort="-created_at"
      searchable={false}
      limit={20}
      empty={<Notice compact title={say('noImports')} />}
    />
  );
}
