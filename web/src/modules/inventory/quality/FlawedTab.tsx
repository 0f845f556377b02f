import { BadgeCheck } from 'lucide-react';
import { useSearchParams } from 'react-router';

import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { Column, FilterField } from '@/shared/list/types';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { pinnedIn } from '../pinned';
import { PinnedTag } from '../PinnedTag';
import { useItemFilters } from '../itemFilters';
import { listFlawed, qualityKeys, SEVERITY_TONES, useQuality, type FlawedItem } from './api';
import { qualityWords } from './words';

/** The items whose records are to be mended, each with all that is wrong with it, to work through and to hand out. */
export function FlawedTab() {
  const say = useWords(qualityWords);
  const titled = useTitled();
  const listed = useListed();
  const [params] = useSearchParams();
  const { fields } = useItemFilters();
  const rules = useQuality({}).data?.rules ?? [];
  const filters: FilterField[] = [{ key: 'quality', title: say('rule'), options: rules.map((rule) => ({ value: rule.key, label: titled(rule.title, rule.title_en) })) }, ...fields];
  const pinned = pinnedIn(params, filters);
  const columns: Column<FlawedItem>[] = [
    { key: 'name', title: say('name'), sort: 'name', phone: 'title', fixed: true, width: 200, render: (row) => row.name },
    { key: 'severity', title: say('severity'), width: 100, phone: 'state', render: (row) => <StateBadge tone={SEVERITY_TONES[row.severity]} label={say(row.severity)} /> },
    { key: 'findings', title: say('rule'), phone: 'meta', render: (row) => listed(row.findings.map((each) => titled(each.title, each.title_en))) },
    { key: 'type', title: say('type'), sort: 'type', width: 120, phone: 'meta', render: (row) => titled(row.type_title, row.type_title_en) },
    { key: 'owner', title: say('owner'), width: 100, phone: 'meta', render: (row) => row.owner },
    { key: 'organisation', title: say('organisation'), width: 160, phone: 'hidden', render: (row) => row.organisation?.name },
    { key: 'updated_at', title: say('updated'), sort: 'updated_at', width: 120, phone: 'hidden', render: (row) => <Time at={row.updated_at} /> },
  ];
  return (
    <ResourceTable
      id="items.flawed"
      source={{ key: qualityKeys.list, path: '/api/v1/flawed-items', fetch: listFlawed }}
      columns={columns}
      rowKey={(row) => row.id}
      rowName={(row) => row.name}
      rowHref={(row) => `/items/${row.id}`}
      filters={filters}
      fixed={pinned}
      toolbar={<PinnedTag pinned={pinned} />}
      defaultSort="name"
      searchHint={say('search')}
      empty={<Notice icon={<BadgeCheck size={28} strokeWidth={1.4} />} title={say('clean')} detail={say('cleanHint')} />}
    />
  );
}
