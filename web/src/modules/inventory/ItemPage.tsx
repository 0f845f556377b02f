import { Button } from 'antd';
import { Pencil, QrCode } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs, type UrlTab } from '@/shared/detail/UrlTabs';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { useMay } from '@/modules/kernel';

import { EditItem } from './EditItem';
import { HealthBadge } from './health';
import { HistoryTab } from './HistoryTab';
import { GraphTab } from './past/GraphTab';
import { PastOverview } from './past/PastOverview';
import { PastRelations } from './past/PastRelations';
import { TimeBar } from './past/TimeBar';
import { AT, useAt } from './past/useAt';
import { OverviewTab } from './OverviewTab';
import { useItem } from './queries';
import { ItemPlace } from './racks/ItemPlace';
import { RelationsTab } from './RelationsTab';
import { ImpactTab } from './topology/ImpactTab';
import type { Item } from './types';
import { words as labelWords } from './labels/words';
import { words } from './words';

/** What higher rooms show on an item's page (metrics, alerts, tickets, jobs); the application hands it in. */
export type ItemTabs = (item: Item) => readonly UrlTab[];

/** Everything about one thing. */
export function ItemPage({ more }: { more: ItemTabs }) {
  const say = useWords(words);
  const ofLabels = useWords(labelWords);
  const titled = useTitled();
  const { id = '' } = useParams();
  const item = useItem(id);
  const mayWrite = useMay('inventory:write');
  const [editing, setEditing] = useState(false);
  const { at } = useAt();
  return (
    <Loaded query={item} rows={8}>
      {(shown) => (
        <>
          <PageHeader
            title={shown.name}
            kicker={
              <>
                <Link to="/items">{say('items')}</Link>
                <span>/</span>
                <Link to={`/items?type=${encodeURIComponent(shown.type)}`}>{titled(shown.type_title, shown.type_title_en)}</Link>
              </>
            }
            state={<HealthBadge soft health={shown.health} reason={shown.health_reason} />}
            note={shown.health === 'ok' ? undefined : shown.health_reason}
            actions={
              <>
                <ItemPlace item={shown} />
                <Link to={`/items/labels?id=${shown.id}`}>
                  <Button icon={<QrCode size={14} />}>{ofLabels('labels')}</Button>
                </Link>
                {mayWrite && at === undefined && (
                  <Button icon={<Pencil size={14} />} onClick={() => setEditing(true)}>
                    {say('edit')}
                  </Button>
                )}
              </>
            }
          />
          <TimeBar id={shown.id} />
          <UrlTabs
            keep={[AT]}
            tabs={[
              { key: 'overview', title: say('overview'), render: () => (at === undefined ? <OverviewTab item={shown} /> : <PastOverview id={shown.id} at={at} />) },
              ...more(shown),
              { key: 'relations', title: say('relations'), render: () => (at === undefined ? <RelationsTab id={shown.id} /> : <PastRelations id={shown.id} at={at} />) },
              { key: 'graph', title: say('graph'), render: () => <GraphTab id={shown.id} at={at} /> },
              { key: 'impact', title: say('impact'), render: () => <ImpactTab id={shown.id} /> },
              { key: 'history', title: say('history'), render: () => <HistoryTab item={shown} /> },
            ]}
          />
          {editing && <EditItem item={shown} onClose={() => setEditing(false)} />}
        </>
      )}
    </Loaded>
  );
}
