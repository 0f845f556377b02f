import { Button, Segmented } from 'antd';
import { Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { Notice } from '@/shared/state/Notice';

import { NewTicketPanel } from './NewTicketPanel';
import { TicketTable } from './TicketTable';
import { words } from './words';

export function TicketsPage() {
  const say = useWords(words);
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const mine = params.get('view') === 'mine';
  const mayCreate = useMay('ticket:create');
  const [creating, setCreating] = useState(false);
  const create = (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setCreating(true)}>
      {say('create')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={say('tickets')}
        actions={
          <>
            <Segmented
              value={mine ? 'mine' : 'all'}
              options={[
                { value: 'all', label: say('all') },
                { value: 'mine', label: say('mine') },
              ]}
              onChange={(view) => void navigate({ search: view === 'mine' ? '?view=mine' : '' }, { replace: true })}
            />
            {mayCreate && create}
          </>
        }
      />
      <TicketTable
        id={mine ? 'tickets.mine' : 'tickets'}
        views={mine ? 'tickets.mine' : 'tickets'}
        {...(mine && { fixed: { mine: 'true' } })}
        empty={
          <Notice icon={<Ticket size={28} strokeWidth={1.4} />} title={say(mine ? 'emptyMine' : 'empty')} detail={say('emptyHint')}>
            {mayCreate && create}
          </Notice>
        }
      />
      {creating && <NewTicketPanel onClose={() => setCreating(false)} />}
    </>
  );
}
