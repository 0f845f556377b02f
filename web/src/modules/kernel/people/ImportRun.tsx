import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';
import { RowTable } from '@/shared/importing/RowTable';
import { RunHead } from '@/shared/importing/RunHead';
import { isJudged, isMoving } from '@/shared/importing/state';
import type { FieldWording } from '@/shared/importing/types';

import { applyImport, cancelImport, listImportRows } from './api';
import type { Import } from './types';
import { words } from './words';

const FIELDS: Readonly<Record<string, keyof typeof words>> = {
  name: 'groupName',
  short_name: 'shortName',
  kind: 'kindOfUnit',
  division_level: 'division',
  division_code: 'divisionCode',
  uscc: 'uscc',
  duties: 'duties',
  contacts: 'contact',
  parent: 'parent',
  position: 'position',
  valid_from: 'validFrom',
  organisation: 'organisation',
  employee_no: 'employeeNo',
  phone: 'phone',
  landline: 'landline',
  mail: 'mail',
  valid_to: 'validTo',
  posts: 'posts',
};

function useFieldWording(): FieldWording {
  const say = useWords(words);
  return {
    field: (name) => (FIELDS[name] === undefined ? name : say(FIELDS[name])),
    value: (_, value) => (value === null || value === '' ? '—' : typeof value === 'string' ? value : JSON.stringify(value)),
  };
}

/** One table on its way: progress, what each row would do, and the decision. */
export function ImportRun({ run, onChanged }: { run: Import; onChanged: () => void }) {
  const say = useWords(words);
  const wording = useFieldWording();
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = async (verb: (id: string) => Promise<Import>): Promise<void> => {
    try {
      await verb(run.id);
      await client.invalidateQueries({ queryKey: ['organisations'] });
      await client.invalidateQueries({ queryKey: ['users'] });
    } catch (error) {
      void message.error(asProblem(error).told);
    }
    onChanged();
  };
  const writable = run.creates + run.updates;
  return (
    <>
      <RunHead run={run}>
        {run.state === 'checked' && run.errors === 0 && writable > 0 && (
          <Button type="primary" onClick={() => void act(applyImport)}>
            {say('applyAll', { n: writable })}
          </Button>
        )}
        {(run.state === 'checked' || isMoving(run)) && <Button onClick={() => void act(cancelImport)}>{say('cancelRun')}</Button>}
      </RunHead>
      {run.state === 'checked' && run.errors > 0 && <Quiet as="p">{say('fixFirst', { n: run.errors })}</Quiet>}
      {isJudged(run) && (
        <RowTable
          id="people-import-rows"
          source={{ key: ['people-imports', run.id, 'rows', run.state], path: `/api/v1/people-imports/${run.id}/rows`, fetch: (query, signal) => listImportRows(run.id, query, signal) }}
          verdicts={['error', 'create', 'update', 'unchanged']}
          wording={wording}
        />
      )}
    </>
  );
}
