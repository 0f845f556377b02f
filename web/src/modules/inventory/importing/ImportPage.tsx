import { Input, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { useTitled, useWords } from '@/shared/i18n/words';
import { EarlierImports } from '@/shared/importing/EarlierImports';
import { ImportFrame } from '@/shared/importing/ImportFrame';
import { TableState } from '@/shared/importing/state';
import { TableDrop } from '@/shared/importing/TableDrop';
import { Templates } from '@/shared/importing/Templates';

import { useItemTypes } from '../queries';
import { fetchItemImport, itemTemplateHref, listItemImports, uploadItems } from './api';
import styles from './importing.module.css';
import { ImportRun } from './ImportRun';
import { useStateWord } from './stateWord';
import { words } from './words';

/** Tables, and what other systems export. */
const ACCEPTED = '.xlsx,.csv,.json,.yaml,.yml,.xml';

function Chooser({ type, onType, onUploaded }: { type: string; onType: (type: string) => void; onUploaded: (id: string) => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const [source, setSource] = useState('');
  const types = (useItemTypes().data ?? []).filter((each) => !each.abstract && !each.retired);
  return (
    <>
      <div className={styles.choice}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          className={styles.type}
          aria-label={say('type')}
          placeholder={say('chooseType')}
          value={type === '' ? null : type}
          options={types.map((each) => ({ value: each.key, label: titled(each.title, each.title_en) }))}
          onChange={(key: string) => onType(key)}
        />
        {type !== '' && <Templates href={(suffix) => itemTemplateHref(type, suffix)} />}
      </div>
      <TableDrop hint={say('limits')} accept={ACCEPTED} onFile={async (file) => onUploaded((await uploadItems(type, file, source)).id)} />
      <div className={styles.source}>
        <label htmlFor="import-source">{say('foreign')}</label>
        <Input id="import-source" className={styles.type} placeholder={say('source')} maxLength={40} allowClear value={source} onChange={(event) => setSource(event.target.value)} />
      </div>
    </>
  );
}

/** From a table to items: upload, say what the columns are, look at each row, import what can be. The address keeps the run, so the page may be closed meanwhile. */
export function ItemImportPage() {
  const say = useWords(words);
  const titled = useTitled();
  const stateWord = useStateWord();
  const [params, setParams] = useSearchParams();
  const open = (run: string): void => setParams({ run });
  return (
    <ImportFrame
      title={say('title')}
      note={say('note')}
      id={params.get('run') ?? undefined}
      queryKey="item-imports"
      fetch={fetchItemImport}
      start={<Chooser type={params.get('type') ?? ''} onType={(type) => setParams({ type })} onUploaded={open} />}
      earlier={
        <EarlierImports
          id="item-imports"
          source={{ key: ['item-imports', 'list'], path: '/api/v1/item-imports', fetch: listItemImports }}
          kind={{ title: say('type'), of: (run) => titled(run.type_title, run.type_title_en) }}
          state={(run) => <TableState run={run} word={stateWord(run)} />}
          onOpen={(run) => open(run.id)}
        />
      }
      onAnother={(run) => setParams(run === undefined || run.foreign ? {} : { type: run.type })}
    >
      {(run, look) => <ImportRun run={run} onChanged={look} />}
    </ImportFrame>
  );
}
