import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import { useWords } from '@/shared/i18n/words';

import { NewItem } from '../NewItem';
import { words } from '../words';
import { AddressesTab } from './AddressesTab';
import { ChangesTab } from './ChangesTab';
import { ConflictsTab } from './ConflictsTab';
import { MappingsTab } from './MappingsTab';
import { TreeTab } from './TreeTab';
import { planWords } from './words';

/** The type of prefixes. */
const SUBNET = 'subnet';

/** Which addresses there are, which are free, who has them, and what does not agree. */
export function PlanPage() {
  const say = useWords(planWords);
  const own = useWords(words);
  const mayWrite = useMay('inventory:write');
  const [making, setMaking] = useState(false);
  return (
    <>
      <PageHeader
        title={say('title')}
        kicker={<Link to="/items">{own('items')}</Link>}
        actions={
          mayWrite && (
            <Button type="primary" icon={<Plus size={14} />} onClick={() => setMaking(true)}>
              {say('newPrefix')}
            </Button>
          )
        }
      />
      <UrlTabs
        keep={['zone']}
        tabs={[
          { key: 'prefixes', title: say('prefixes'), render: () => <TreeTab /> },
          { key: 'addresses', title: say('addresses'), render: () => <AddressesTab /> },
          { key: 'mappings', title: say('mappings'), render: () => <MappingsTab /> },
          { key: 'conflicts', title: say('conflicts'), render: () => <ConflictsTab /> },
          { key: 'changes', title: say('changes'), render: () => <ChangesTab /> },
        ]}
      />
      {making && <NewItem type={SUBNET} onClose={() => setMaking(false)} />}
    </>
  );
}
