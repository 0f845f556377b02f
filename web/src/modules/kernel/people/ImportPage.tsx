import { Radio } from 'antd';
import { useSearchParams } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { EarlierImports } from '@/shared/importing/EarlierImports';
import { ImportFrame } from '@/shared/importing/ImportFrame';
import { TableState } from '@/shared/importing/state';
import { TableDrop } from '@/shared/importing/TableDrop';
import { Templates } from '@/shared/importing/Templates';

import { fetchImport, listImports, templateHref, uploadTable } from './api';
import { ImportRun } from './ImportRun';
import styles from './people.module.css';
import type { ImportKind } from './types';
import { words } from './words';

function Chooser({ kind, onKind, onUploaded }: { kind: ImportKind; onKind: (kind: ImportKind) => void; onUploaded: (id: string) => void }) {
  const say = useWords(words);
  return (
    <>
      <div className={styles.bar}>
        <Radio.Group
          aria-label={say('kind')}
          optionType="button"
          value={kind}
          options={[
            { value: 'organisations', label: say('organisationsKind') },
            { value: 'users', label: say('usersKind') },
          ]}
          onChange={(event) => onKind(event.target.value as ImportKind)}
        />
        <Templates href={(suffix) => templateHref(kind, suffix)} />
      </div>
      <TableDrop hint={say('limits')} onFile={async (file) => onUploaded((await uploadTable(kind, file)).id)} />
    </>
  );
}

/** From a table to units or people: upload, look at each row, import all or nothing. The address keeps the run, so the page may be closed meanwhile. */
export function ImportPage() {
  const say = useWords(words);
  const [params, setParams] = useSearchParams();
  const kind: ImportKind = params.get('kind') === 'users' ? 'users' : 'organisations';
  const open = (run: string): void => setParams({ kind, run });
  return (
    <ImportFrame
      title={say('importTitle')}
      note={say('importNote')}
      id={params.get('run') ?? undefined}
      queryKey="people-imports"
      fetch={fetchImport}
      start={<Chooser kind={kind} onKind={(next) => setParams({ kind: next })} onUploaded={open} />}
      earlier={
        <EarlierImports
          id="people-imports"
          source={{ key: ['people-imports', 'list'], path: '/api/v1/people-imports', fetch: listImports }}
          kind={{ title: say('kind'), of: (run) => say(run.kind === 'users' ? 'usersKind' : 'organisationsKind') }}
          state={(run) => <TableState run={run} />}
          onOpen={(run) => open(run.id)}
        />
      }
      onAnother={() => setParams({ kind })}
    >
      {(run, look) => <ImportRun run={run} onChanged={look} />}
    </ImportFrame>
  );
}
