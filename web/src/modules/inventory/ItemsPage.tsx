import { Button } from 'antd';
import { Boxes, Plus, QrCode } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { ownParameters } from '@/shared/list/useListAddress';
import { Notice } from '@/shared/state/Notice';

import { listItems } from './api';
import { useItemColumns } from './columns';
import { useItemFilters } from './itemFilters';
import { words as labelWords } from './labels/words';
import { MoreFilters } from './MoreFilters';
import { NewItem } from './NewItem';
import { pinnedIn } from './pinned';
import { PinnedTag } from './PinnedTag';
import { itemKeys } from './queries';
import { words as statisticsWords } from './statistics/words';
import type { Item } from './types';
import { typeWords } from './typeWords';
import { words } from './words';

/** What we have: every item the reader may see. With one type chosen, the list shows that type's own columns. */
export function ItemsPage() {
  const say = useWords(words);
  const ofTypes = useWords(typeWords);
  const ofLabels = useWords(labelWords);
  const ofStatistics = useWords(statisticsWords);
  const navigate = useNavigate();
  const mayWrite = useMay('inventory:write');
  const [making, setMaking] = useState(false);
  const [params] = useSearchParams();
  const { fields: filters, rest, take, type } = useItemFilters();
  const pinned = pinnedIn(params, filters);
  // What the list finds, for the pages that print labels of it and count it.
  const found = new URLSearchParams({ ...ownParameters(params, filters), ...pinned }).toString();
  const titled = useTitled();
  const columns = useItemColumns(type);
  const labelsOf = (rows: readonly Item[]): undefined => {
    void navigate(`/items/labels?id__in=${rows.map((row) => row.id).join(',')}`);
  };
  return (
    <>
      <PageHeader
        title={type === undefined ? say('allItems') : titled(type.title, type.title_en)}
        actions={
          <>
            <Link to={`/items/statistics?${found}`}>
              <Button>{ofStatistics('short')}</Button>
            </Link>
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
        fixed={pinned}
        bulk={[{ key: 'labels', title: ofLabels('title'), run: labelsOf }]}
        toolbar={
          <>
            <MoreFilters rest={rest} onTake={take} />
            <PinnedTag pinned={pinned} />
            <Link to={`/items/labels?${found}`} title={ofLabels('ofFiltered')}>
              <Button size="small" icon={<QrCode size={14} />}>
                {ofLabels('labels')}
              </Button>
            </Link>
          </>
        }
        defaultSort="name"
        searchHint={say('search')}
        empty={Object.keys(pinned).length > 0 ? <Notice title={ofStatistics('none')} /> : <Notice icon={<Boxes size={28} strokeWidth={1.4} />} title={say('empty')} detail={say('emptyHint')} />}
      />
      {making && <NewItem type={type?.key} onClose={() => setMaking(false)} />}
    </>
  );
}
