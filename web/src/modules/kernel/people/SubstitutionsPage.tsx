import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Plus, UserCheck } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { wall } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';

import { useMay, useSession } from '../session';
import { cancelSubstitution, listSubstitutions } from './api';
import { ArrangeSubstitution } from './ArrangeSubstitution';
import type { Substitution } from './types';
import { words } from './words';

const TONES = { planned: 'idle', running: 'running', over: 'idle', cancelled: 'idle' } as const;

function shortly(moment: string): string {
  const { monthDay, minute } = wall(Date.parse(moment));
  return `${monthDay} ${minute}`;
}

/** Who stands in for whom: one's own arrangements, or all of them. */
export function SubstitutionsPage() {
  const say = useWords(words);
  const manage = useMay('substitution:manage');
  const me = useSession().user.id;
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const end = async (row: Substitution): Promise<void> => {
    try {
      await cancelSubstitution(row.id);
      void message.success(say('done'));
      await client.invalidateQueries({ queryKey: ['substitutions'] });
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  const button = (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen(true)}>
      {say('arrange')}
    </Button>
  );
  return (
    <>
      <PageHeader title={say('substitutions')} note={say('substitutionsNote')} actions={button} />
      <ResourceTable
        id="substitutions"
        source={{ key: ['substitutions', 'list'], path: '/api/v1/substitutions', fetch: listSubstitutions }}
        columns={[
          { key: 'absent', title: say('absent'), width: 130, phone: 'title', fixed: true, render: (row) => row.absent.name },
          { key: 'substitute', title: say('substitute'), width: 130, phone: 'hidden', render: (row) => row.substitute.name },
          { key: 'state', title: say('state'), width: 110, phone: 'state', render: (row) => <StateBadge tone={TONES[row.state]} label={say(row.state)} /> },
          { key: 'starts_at', title: say('startsAt'), sort: 'starts_at', width: 170, phone: 'hidden', render: (row) => <Time at={row.starts_at} show="absolute" /> },
          { key: 'ends_at', title: say('endsAt'), sort: 'ends_at', width: 170, phone: 'hidden', render: (row) => <Time at={row.ends_at} show="absolute" /> },
          { key: 'period', title: say('period'), width: 300, optional: true, phone: 'meta', render: (row) => say('periodOf', { name: row.substitute.name, from: shortly(row.starts_at), to: shortly(row.ends_at) }) },
          { key: 'reason', title: say('reason'), width: 90, phone: 'hidden', render: (row) => say(row.reason) },
          { key: 'note', title: say('note'), phone: 'hidden', render: (row) => row.note },
          {
            key: 'act',
            title: '',
            width: 110,
            phone: 'meta',
            fixed: true,
            render: (row) =>
              (row.state === 'running' || row.state === 'planned') &&
              (manage || row.absent.id === me) && (
                <Button
                  type="link"
                  size="small"
                  onClick={(event) => {
                    event.stopPropagation();
                    void end(row);
                  }}
                >
                  {say('endNow')}
                </Button>
              ),
          },
        ]}
        rowKey={(row) => row.id}
        rowName={(row) => row.absent.name}
        filters={[
          { key: 'reason', title: say('reason'), options: (['leave', 'sick', 'travel', 'training', 'other'] as const).map((value) => ({ value, label: say(value) })) },
        ]}
        defaultSort="-starts_at"
        empty={
          <Notice icon={<UserCheck size={28} strokeWidth={1.4} />} title={say('noSubstitutions')} detail={say('noSubstitutionsHint')}>
            {button}
          </Notice>
        }
      />
      {open && (
        <ArrangeSubstitution
          forOthers={manage}
          onDone={() => void client.invalidateQueries({ queryKey: ['substitutions'] })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
