import { Button } from 'antd';
import { Boxes, Plus, QrCode } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { readField } from '@/shared/list/fieldAddress';
import type { FilterField } from '@/shared/list/types';
import { ownParameters } from '@/shared/list/useListAddress';
import { Notice } from '@/shared/state/Notice';
import { usePhone } from '@/shared/theme/usePhone';

import { listItems } from './api';
import { useAttributeFilters } from './attributeFilters';
import { useItemColumns } from './columns';
import { HEALTH_STATES, HEALTH_TONES, LIFECYCLES } from './health';
import { words as labelWords } from './labels/words';
import { MoreFilters } from './MoreFilters';
import { NewItem } from './NewItem';
import { itemKeys, useItemType, useItemTypes } from './queries';
import type { Item } from './types';
import { typeWords } from './typeWords';
import { words } from './words';

/** So many filters by attributes are offered at once; the rest is taken from a menu. */
const SHOWN_FILTERS = 3;

/** The list's own filter and order, for the page that prints the labels of what it finds. */
function labelParameters(params: URLSearchParams, filters: readonly FilterField[]): string {
  return new URLSearchParams(ownParameters(params, filters)).toString();
}

/** What we have: every item the reader may see. With one type chosen, the list shows that type's own columns. */
export function ItemsPage() {
  const say = useWords(words);
  const phone = usePhone();
  const ofTypes = useWords(typeWords);
  const ofLabels = useWords(labelWords);
  const navigate = useNavigate();
  const mayWrite = useMay('inventory:write');
  const [making, setMaking] = useState(false);
  const [params] = useSearchParams();
  const chosen = readField(params, 'type', undefined);
  const type = useItemType(chosen.length === 1 ? chosen[0] : undefined);
  const types = useItemTypes().data ?? [];
  const titled = useTitled();
  const columns = useItemColumns(type);
  const [taken, setTaken] = useState<readonly string[]>([]);
  const byAttribute = useAttributeFilters(type);
  const shown = byAttribute.filter((field, at) => at < SHOWN_FILTERS || taken.includes(field.key) || readField(params, field.key, field.kind).length > 0);
  const filters: FilterField[] = [
    {
      key: 'type',
      title: say('type'),
      options: types.filter((each) => !each.abstract).map((each) => ({ value: each.key, label: titled(each.title, each.title_en) })),
    },
    {
      key: 'health',
      title: say('health'),
      options: HEALTH_STATES.map((state) => ({ value: state, label: say(state), tone: HEALTH_TONES[state] })),
    },
    { key: 'lifecycle', title: say('lifecycle'), options: LIFECYCLES.map((each) => ({ value: each, label: say(each) })) },
    ...shown,
  ];
  const labelsOf = (rows: readonly Item[]): undefined => {
    void navigate(`/items/labels?id__in=${rows.map((row) => row.id).join(',')}`);
  };
  return (
    <>
      <PageHeader
        title={type === undefined ? say('allItems') : titled(type.title, type.title_en)}
        actions={
          <>
            {/* A phone's menu has no room for the lines of a group. */}
            {phone && (
              <>
                <Link to="/change-batches">
                  <Button>{say('allChanges')}</Button>
                </Link>
                <Link to="/review-cases">
                  <Button>{say('review')}</Button>
                </Link>
              </>
            )}
            <Link to={type === undefined ? '/item-types' : `/item-types/${type.key}`}>
              <Button>{ofTypes('catalogue')}</Button>
            </Link>
            {mayWrite && (
              <Link to={type === undefined ? '/items/import' : `/items/import?type=${type.key}`}>
                <Button>{say('import')}</Button>
              </Link>
            )}
            {mayWrite && (
              <Button type="primary" icon={<Plus size={15} />} onClick={() => setMaking(true)}>
                {ofTypes('register')}
              </Button>
            )}
          </>
        }
      />
      <ResourceTable
        id={`items.${type?.key ?? 'all'}`}
        views="items"
        source={{ key: itemKeys.list, path: '/api/v1/items', fetch: listItems, refreshMs: 15_000 }}
        columns={columns}
        rowKey={(item) => item.id}
        rowName={(item) => item.name}
        rowHref={(item) => `/items/${item.id}`}
        filters={filters}
        bulk={[{ key: 'labels', title: ofLabels('title'), run: labelsOf }]}
        toolbar={
          <>
            <MoreFilters rest={byAttribute.filter((field) => !shown.includes(field))} onTake={(key) => setTaken([...taken, key])} />
            <Link to={`/items/labels?${labelParameters(params, filters)}`} title={ofLabels('ofFiltered')}>
              <Button size="small" icon={<QrCode size={14} />}>
                {ofLabels('labels')}
              </Button>
            </Link>
          </>
        }
        defaultSort="name"
        searchHint={say('search')}
        empty={<Notice icon={<Boxes size={28} strokeWidth={1.4} />} title={say('empty')} detail={say('emptyHint')} />}
      />
      {making && <NewItem type={type?.key} onClose={() => setMaking(false)} />}
    </>
  );
}
