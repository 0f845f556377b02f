import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { FileUp, ListTree, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { today } from '@/shared/time/format';

import { useMay } from '../session';
import { editDictionary, entriesPath, fetchDictionary, listEntries, type Dictionary, type Entry } from './api';
import { DictionaryForm } from './DictionaryForm';
import { EntryPanel } from './EntryPanel';
import { ImportPanel } from './ImportPanel';
import styles from './dictionaries.module.css';
import { words } from './words';

function EntryState({ entry }: { entry: Entry }) {
  const say = useWords(words);
  if (entry.usable) return <StateBadge tone="ok" label={say('usable')} />;
  if (!entry.enabled) return <StateBadge tone="idle" label={say('disabled')} />;
  const day = today();
  const outside = (entry.valid_from !== null && day < entry.valid_from) || (entry.valid_to !== null && day >= entry.valid_to);
  return <StateBadge tone="idle" label={say(outside ? 'notNow' : 'aboveOff')} />;
}

function Entries({ dictionary, onChanged }: { dictionary: Dictionary; onChanged: () => Promise<void> }) {
  const say = useWords(words);
  const titled = useTitled();
  const may = useMay('dictionary:manage') && !dictionary.retired;
  const [open, setOpen] = useState<Entry | 'new'>();
  const [importing, setImporting] = useState(false);
  const key = dictionary.key;
  const add = may && (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen('new')}>
      {say('newEntry')}
    </Button>
  );
  const bring = may && (
    <Button icon={<FileUp size={15} />} onClick={() => setImporting(true)}>
      {say('importTable')}
    </Button>
  );
  const period = (entry: Entry): string => (entry.valid_from === null && entry.valid_to === null ? '' : `${entry.valid_from ?? ''} – ${entry.valid_to ?? ''}`);
  return (
    <>
      <ResourceTable
        id="dictionary-entries"
        source={{ key: ['dictionaries', key, 'entries'], path: entriesPath(key), fetch: (query, signal) => listEntries(key, query, signal) }}
        columns={[
          {
            key: 'title',
            title: say('title'),
            phone: 'title',
            fixed: true,
            render: (entry) => (
              <span style={{ paddingInlineStart: entry.depth * 20 }} data-off={!entry.usable} className={styles.entry}>
                {titled(entry.title, entry.title_en)}
              </span>
            ),
          },
          { key: 'code', title: say('code'), sort: 'code', width: 200, phone: 'meta', render: (entry) => <Code>{entry.code}</Code> },
          { key: 'title_en', title: say('titleEn'), phone: 'hidden', optional: true, render: (entry) => entry.title_en },
          { key: 'parent', title: say('parent'), width: 160, phone: 'meta', render: (entry) => entry.parent_title },
          { key: 'valid', title: `${say('validFrom')} – ${say('validTo')}`, width: 200, phone: 'hidden', render: period },
          { key: 'note', title: say('note'), phone: 'hidden', optional: true, render: (entry) => entry.note },
          {
            key: 'source',
            title: say('source'),
            width: 120,
            phone: 'hidden',
            render: (entry) => say(entry.shipped === null ? 'own' : entry.edited.length > 0 ? 'edited' : 'shipped'),
          },
          { key: 'state', title: say('state'), width: 120, phone: 'state', render: (entry) => <EntryState entry={entry} /> },
        ]}
        rowKey={(entry) => entry.code}
        rowName={(entry) => entry.title}
        {...(may && { onOpen: setOpen })}
        openKey={open === undefined || open === 'new' ? undefined : open.code}
        filters={[
          {
            key: 'enabled',
            title: say('enabled'),
            single: true,
            options: [
              { value: 'true', label: say('enabled'), tone: 'ok' },
              { value: 'false', label: say('disabled'), tone: 'idle' },
            ],
          },
          {
            key: 'own',
            title: say('source'),
            single: true,
            options: [
              { value: 'true', label: say('own') },
              { value: 'false', label: say('shipped') },
            ],
          },
        ]}
        defaultSort="place"
        limit={100}
        searchHint={say('findEntries')}
        toolbar={
          <>
            {bring}
            {add}
          </>
        }
        empty={
          <Notice icon={<ListTree size={28} strokeWidth={1.4} />} title={say('noEntries')} detail={say('noEntriesHint')}>
            {bring}
            {add}
          </Notice>
        }
      />
      {open !== undefined && (
        <EntryPanel key={open === 'new' ? 'new' : open.code} dictionary={key} entry={open === 'new' ? undefined : open} onChanged={onChanged} onClose={() => setOpen(undefined)} />
      )}
      {importing && <ImportPanel dictionary={key} onChanged={onChanged} onClose={() => setImporting(false)} />}
    </>
  );
}

/** What can be chosen from one dictionary, in its tree. */
export function DictionaryPage() {
  const say = useWords(words);
  const titled = useTitled();
  const may = useMay('dictionary:manage');
  const client = useQueryClient();
  const { message } = App.useApp();
  const { key = '' } = useParams();
  const [editing, setEditing] = useState(false);
  const query = useQuery({ queryKey: ['dictionaries', key, 'one'], queryFn: () => fetchDictionary(key) });
  const changed = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['dictionaries'] });
    await client.invalidateQueries({ queryKey: ['dictionary', key] });
  };
  const change = async (dictionary: Dictionary, fields: Parameters<typeof editDictionary>[1]): Promise<void> => {
    await editDictionary(key, { ...fields, version: dictionary.version });
    await changed();
  };
  return (
    <Loaded query={query}>
      {(dictionary) => (
        <>
          <PageHeader
            kicker={
              <>
                <Link to="/admin/dictionaries">{say('dictionaries')}</Link> · <Code>{dictionary.key}</Code>
              </>
            }
            title={titled(dictionary.title, dictionary.title_en)}
            state={dictionary.retired && <StateBadge kind="soft" tone="idle" label={say('outOfUse')} />}
            note={[dictionary.description, dictionary.pack === '' ? '' : say('ofAPack', { pack: dictionary.pack })].filter((part) => part !== '').join(' ')}
            actions={
              may &&
              dictionary.pack === '' && (
                <>
                  <Button onClick={() => setEditing(true)}>{say('edit')}</Button>
                  <Button
                    onClick={() => void change(dictionary, { retired: !dictionary.retired }).catch((error: unknown) => void message.error(asProblem(error).told))}
                  >
                    {say(dictionary.retired ? 'restore' : 'retire')}
                  </Button>
                </>
              )
            }
          />
          <Entries dictionary={dictionary} onChanged={changed} />
          {editing && (
            <DictionaryForm
              dictionary={dictionary}
              onSave={({ title, title_en, description }) => change(dictionary, { title, title_en, description })}
              onClose={() => setEditing(false)}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
