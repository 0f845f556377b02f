import { Package } from 'lucide-react';

import type { Page } from '@/shared/api/page';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { fetchPacks } from './api';
import { maturityOf, PackState } from './state';
import type { Pack } from './types';
import { words } from './words';

/** There are a few dozen at most: one page. */
async function allPacks(): Promise<Page<Pack>> {
  const items = await fetchPacks();
  return { items, next: null, total: items.length };
}

/** Which packs are in use, in which version, and what this site made of them. */
export function PacksPage() {
  const say = useWords(words);
  const titled = useTitled();
  const columns: Column<Pack>[] = [
    { key: 'title', title: say('name'), phone: 'title', fixed: true, render: (pack) => titled(pack.title, pack.title_en) },
    { key: 'id', title: 'ID', width: 160, phone: 'meta', render: (pack) => <Code>{pack.id}</Code> },
    { key: 'version', title: say('version'), width: 170, phone: 'meta', render: (pack) => (pack.version === pack.available || pack.version === '' ? pack.available : `${pack.version} → ${pack.available}`) },
    { key: 'maturity', title: say('maturity'), width: 120, phone: 'hidden', render: (pack) => maturityOf(pack, say) },
    { key: 'state', title: say('state'), width: 150, phone: 'state', render: (pack) => <PackState state={pack.state} /> },
    { key: 'pending', title: say('pending'), width: 100, align: 'right', phone: 'hidden', render: (pack) => (pack.pending === 0 ? null : pack.pending) },
    {
      key: 'edits',
      title: say('edits'),
      width: 160,
      phone: 'meta',
      render: (pack) => (pack.conflicts > 0 ? <StateBadge tone="warning" label={say('conflicts', { n: pack.conflicts })} /> : pack.edits === 0 ? null : pack.edits),
    },
  ];
  return (
    <>
      <PageHeader title={say('packs')} note={say('note')} />
      <ResourceTable
        id="packs"
        source={{ key: ['packs'], fetch: allPacks }}
        columns={columns}
        rowKey={(pack) => pack.id}
        rowHref={(pack) => `/admin/packs/${pack.id}`}
        searchable={false}
        empty={<Notice icon={<Package size={28} strokeWidth={1.4} />} title={say('packs')} />}
      />
    </>
  );
}
