import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { BookA, Plus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { useMay } from '../session';
import { createDictionary, listDictionaries } from './api';
import { DictionaryForm } from './DictionaryForm';
import { words } from './words';

/** Which lists of values there are, and whose they are. */
export function DictionariesPage() {
  const say = useWords(words);
  const titled = useTitled();
  const may = useMay('dictionary:manage');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const create = may && (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setMaking(true)}>
      {say('newDictionary')}
    </Button>
  );
  return (
    <>
      <PageHeader title={say('dictionaries')} note={say('dictionariesNote')} actions={create} />
      <ResourceTable
        id="dictionaries"
        source={{ key: ['dictionaries', 'list'], path: '/api/v1/dictionaries', fetch: listDictionaries }}
        columns={[
          { key: 'title', title: say('title'), sort: 'title', phone: 'title', fixed: true, render: (row) => titled(row.title, row.title_en) },
          { key: 'key', title: say('key'), sort: 'key', width: 180, phone: 'meta', render: (row) => row.key },
          { key: 'entries', title: say('entries'), width: 90, align: 'right', phone: 'meta', render: (row) => row.entries },
          { key: 'description', title: say('description'), phone: 'hidden', render: (row) => row.description },
          { key: 'pack', title: say('source'), width: 160, phone: 'meta', render: (row) => (row.pack === '' ? say('ownMade') : say('fromPack', { pack: row.pack })) },
          {
            key: 'retired',
            title: say('state'),
            width: 100,
            phone: 'state',
            render: (row) => <StateBadge tone={row.retired ? 'idle' : 'ok'} label={say(row.retired ? 'outOfUse' : 'inUse')} />,
          },
          { key: 'updated_at', title: say('updated'), sort: 'updated_at', width: 130, phone: 'hidden', render: (row) => <Time at={row.updated_at} /> },
        ]}
        rowKey={(row) => row.key}
        rowHref={(row) => `/admin/dictionaries/${row.key}`}
        filters={[
          {
            key: 'retired',
            title: say('state'),
            single: true,
            options: [
              { value: 'false', label: say('inUse'), tone: 'ok' },
              { value: 'true', label: say('outOfUse'), tone: 'idle' },
            ],
          },
        ]}
        defaultSort="key"
        searchHint={say('find')}
        empty={
          <Notice icon={<BookA size={28} strokeWidth={1.4} />} title={say('noDictionaries')} detail={say('noDictionariesHint')}>
            {create}
          </Notice>
        }
      />
      {making && (
        <DictionaryForm
          onSave={async (fields) => {
            const made = await createDictionary(fields);
            await client.invalidateQueries({ queryKey: ['dictionaries'] });
            void navigate(`/admin/dictionaries/${made.key}`);
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </>
  );
}
