import type { ReactNode } from 'react';

import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { ListSource } from '@/shared/list/types';
import { usePhone } from '@/shared/theme/usePhone';

import { Findings } from './Findings';
import { VERDICT_TONES, VerdictBadge } from './state';
import type { FieldWording, JudgedRow, Verdict } from './types';
import { words } from './words';

/** So many filled cells tell which row is meant. */
const CELLS_SHOWN = 5;

interface RowTableProps<R> {
  id: string;
  source: ListSource<R>;
  /** What rows of such tables may do; wrong ones first. */
  verdicts: readonly Verdict[];
  /** The headings in the order of the file, where it is known. */
  headings?: readonly string[];
  wording: FieldWording;
  /** What else there is to a row. */
  more?: (row: R) => ReactNode;
}

/** The rows of a table that was looked at, each with what was found. */
export function RowTable<R extends JudgedRow & { readonly id: string }>({ id, source, verdicts, headings, wording, more }: RowTableProps<R>) {
  const say = useWords(words);
  const phone = usePhone();
  const content = (row: R): string =>
    (headings ?? Object.keys(row.cells))
      .map((heading) => row.cells[heading] ?? '')
      .filter((cell) => cell !== '')
      .slice(0, CELLS_SHOWN)
      .join(' · ');
  return (
    <ResourceTable
      id={id}
      views={false}
      source={source}
      columns={[
        { key: 'number', title: say('row'), width: 80, align: 'right', sort: 'number', phone: 'meta', fixed: true, render: (row) => (phone ? say('rowNumber', { n: row.number }) : row.number) },
        { key: 'verdict', title: say('verdict'), width: 100, phone: 'state', fixed: true, render: (row) => <VerdictBadge verdict={row.verdict} /> },
        { key: 'content', title: say('content'), phone: 'title', fixed: true, render: content },
        {
          key: 'finding',
          title: say('finding'),
          phone: 'meta',
          fixed: true,
          whole: true,
          render: (row) => (
            <>
              <Findings row={row} wording={wording} />
              {more?.(row)}
            </>
          ),
        },
      ]}
      rowKey={(row) => row.id}
      filters={[{ key: 'verdict', title: say('verdict'), options: verdicts.map((value) => ({ value, label: say(value), tone: VERDICT_TONES[value] })) }]}
      defaultSort="number"
      searchable={false}
      limit={50}
    />
  );
}
