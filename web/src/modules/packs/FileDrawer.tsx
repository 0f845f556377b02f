import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Drawer, Input } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { Quiet } from '@/shared/detail/Quiet';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { fetchFile, fileKey, saveEdits } from './api';
import { changed, editAt, matches, ownEdits, wish, withChange, type Changes } from './edits';
import { FieldEditor } from './FieldEditor';
import styles from './packs.module.css';
import { EditState, shown, SlotText } from './state';
import type { EditIn, FileDetail, FileField, PackFile, Slot } from './types';
import { words } from './words';

/** So many values are drawn at once; more would only be scrolled past. */
const MOST = 200;

interface FileDrawerProps {
  pack: string;
  file: Pick<PackFile, 'kind' | 'id'>;
  writable: boolean;
  onClose: () => void;
}

interface RowProps {
  file: FileDetail;
  field: FileField;
  pending: EditIn | undefined;
  error: string | undefined;
  writable: boolean;
  onEdit: (edit: EditIn | undefined) => void;
}

function Row({ file, field, pending, error, writable, onEdit }: RowProps) {
  const say = useWords(words);
  const edit = editAt(file, field.path);
  const own = edit?.origin === '';
  const slot: Slot = pending === undefined ? field.value : { present: pending.present, value: pending.value };
  return (
    <li className={styles.field} data-touched={pending !== undefined}>
      <div className={styles.place}>
        <b>{field.path.split('/').at(-1)}</b>
        {field.group !== '' && <span>{field.group}</span>}
        {field.help !== '' && <span>{field.help}</span>}
      </div>
      <div className={styles.input}>
        {writable ? <FieldEditor field={field} slot={slot} label={field.path} onChange={(next) => onEdit(wish(field.path, next))} /> : <SlotText slot={slot} />}
        {error !== undefined && (
          <span className={styles.error} role="alert">
            {error}
          </span>
        )}
        {edit !== undefined && (
          <Quiet>
            <EditState state={edit.state} /> {say('shipped')} <SlotText slot={edit.shipped} />
            {edit.origin !== '' && ` · ${say('fromPack', { origin: edit.origin })}`}
          </Quiet>
        )}
        {edit?.state === 'conflict' && <Quiet>{say('conflictHint', { value: shown(edit.shipped.value) })}</Quiet>}
        {writable && own && (
          <span className={styles.decide}>
            {edit.state === 'conflict' && (
              <Button size="small" onClick={() => onEdit(wish(field.path, edit.value, true))}>
                {say('keep')}
              </Button>
            )}
            <Button size="small" onClick={() => onEdit(undefined)}>
              {edit.state === 'conflict' ? say('take') : say('revert')}
            </Button>
          </span>
        )}
      </div>
    </li>
  );
}

function Editor({ file, writable, onSaved }: { file: FileDetail; writable: boolean; onSaved: (next: FileDetail, before: EditIn[]) => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const client = useQueryClient();
  const [changes, setChanges] = useState<Changes>(new Map());
  const [find, setFind] = useState('');
  const [onlyEdited, setOnlyEdited] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);

  const change = (path: string, edit: EditIn | undefined): void => {
    setChanges(withChange(changes, path, edit));
    setErrors({});
    setRefusal('');
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const before = ownEdits(file);
      onSaved(await saveEdits(file, changed(before, changes)), before);
      setChanges(new Map());
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'stale') {
        await client.invalidateQueries({ queryKey: fileKey(file.pack, file) });
        void message.warning(say('stale'));
        return;
      }
      setErrors(Object.fromEntries(problem.fields.map((field) => [field.path, field.message])));
      const elsewhere = problem.fields.filter((field) => !file.fields.some((known) => known.path === field.path));
      setRefusal([problem.told, ...elsewhere.map((field) => field.message)].join(' '));
    } finally {
      setBusy(false);
    }
  };
  const wanted = file.fields.filter(
    (field) => (!onlyEdited || editAt(file, field.path) !== undefined || changes.has(field.path)) && (find.trim() === '' || matches(field, find.trim())),
  );
  return (
    <div className={styles.editor}>
      <div className={styles.tools}>
        <Input.Search allowClear placeholder={say('find')} value={find} onChange={(event) => setFind(event.target.value)} />
        <Checkbox checked={onlyEdited} onChange={(event) => setOnlyEdited(event.target.checked)}>
          {say('onlyEdited')}
        </Checkbox>
      </div>
      {refusal !== '' && <Alert type="error" title={refusal} />}
      {wanted.length === 0 && <Quiet as="p">{say('nothing')}</Quiet>}
      <ul className={styles.fields}>
        {wanted.slice(0, MOST).map((field) => (
          <Row
            key={field.path}
            file={file}
            field={field}
            pending={changes.has(field.path) ? (changes.get(field.path) ?? wish(field.path, field.shipped)) : undefined}
            error={errors[field.path]}
            writable={writable}
            onEdit={(edit) => change(field.path, edit)}
          />
        ))}
      </ul>
      {wanted.length > MOST && <Quiet as="p">{say('more', { n: MOST })}</Quiet>}
      {writable && (
        <div className={styles.foot}>
          <Button type="primary" loading={busy} disabled={changes.size === 0} onClick={() => void save()}>
            {say('saveN', { n: changes.size })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The values of one file: what is shipped, what this site wants instead, and whether that can be used. */
export function FileDrawer({ pack, file, writable, onClose }: FileDrawerProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const key = fileKey(pack, file);
  const query = useQuery({ queryKey: key, queryFn: () => fetchFile(pack, file) });

  const take = (next: FileDetail): void => {
    client.setQueryData(key, next);
    void client.invalidateQueries({ queryKey: ['packs'] });
  };
  const saved = (next: FileDetail, before: EditIn[]): void => {
    take(next);
    notification.success({
      title: shared('saved'),
      key: 'pack-undo',
      actions: (
        <Button
          size="small"
          onClick={() => {
            notification.destroy('pack-undo');
            saveEdits(next, before).then(
              (back) => {
                take(back);
                notification.success({ title: say('undone') });
              },
              (error: unknown) => void message.error(asProblem(error).told),
            );
          }}
        >
          {say('undo')}
        </Button>
      ),
    });
  };
  return (
    <Drawer open title={<Code>{`${file.kind}/${file.id}`}</Code>} size={760} onClose={onClose}>
      <Loaded query={query}>{(detail) => <Editor key={`${detail.kind}/${detail.id}`} file={detail} writable={writable} onSaved={saved} />}</Loaded>
    </Drawer>
  );
}
