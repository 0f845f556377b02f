import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Input, Popconfirm, Select } from 'antd';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';

import { asProblem, type ApiProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Quiet } from '@/shared/detail/Quiet';
import { words as formWords } from '@/shared/form/messages';
import { titleOf, type JsonSchema } from '@/shared/form/schema';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { changeType, createType, fetchDefinition, rehearseType } from '../../api';
import { FAMILIES } from '../../families';
import { useItemTypes } from '../../queries';
import type { Rehearsal } from '../../types';
import styles from '../../types.module.css';
import { typeWords } from '../../typeWords';
import { useKindOf } from '../kind';
import { AttributeDialog } from './AttributeDialog';
import { asDefinition, dropAttribute, putAttribute, type Definition } from './definition';
import { changesNothing, RehearsalResult } from './RehearsalResult';
import { editorWords } from './words';

const BLANK: Definition = { key: '', title: '', title_en: '', parent: 'item', schema: { type: 'object', properties: {} } };

const KEY = /^[a-z][a-z0-9_]{0,59}$/;

interface LabelledProps {
  label: string;
  hint?: string;
  /** What is wrong with the entry; empty while nothing is. */
  fault?: string;
  children: ReactNode;
}

function Labelled({ label, hint, fault = '', children }: LabelledProps) {
  return (
    <label className={styles.labelled}>
      <span>{label}</span>
      {children}
      {fault !== '' && (
        <small className={styles.fault} role="alert">
          {fault}
        </small>
      )}
      {fault === '' && hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

/** Why the server did not take the draft; stays until the draft changes. */
function Refused({ problem }: { problem: ApiProblem }) {
  return (
    <Alert
      type="error"
      title={problem.told}
      description={
        problem.fields.length > 0 && (
          <ul className={styles.rules}>
            {problem.fields.map(({ path, message }) => (
              <li key={`${path} ${message}`}>{message}</li>
            ))}
          </ul>
        )
      }
    />
  );
}

interface EditorProps {
  /** The type's version; undefined for a new type. */
  version: number | undefined;
  start: Definition;
  onClose: () => void;
}

function Editor({ version, start, onClose }: EditorProps) {
  const say = useWords(editorWords);
  const ofTypes = useWords(typeWords);
  const ofForms = useWords(formWords);
  const locale = useLocale();
  const titled = useTitled();
  const kind = useKindOf();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const types = useItemTypes().data ?? [];
  const [draft, setDraft] = useState(start);
  const [found, setFound] = useState<Rehearsal>();
  const [refused, setRefused] = useState<ApiProblem>();
  const [tried, setTried] = useState(false);
  const [editing, setEditing] = useState<{ key: string; schema: JsonSchema; required: boolean } | 'new'>();
  const [busy, setBusy] = useState(false);

  const put = (next: Definition): void => {
    setDraft(next);
    setFound(undefined);
    setRefused(undefined);
  };
  const faults = {
    key: KEY.test(draft.key) ? '' : say('keyHint'),
    title: draft.title.trim() === '' ? ofForms('required') : '',
    title_en: draft.title_en.trim() === '' ? ofForms('required') : '',
  };
  const told = (part: keyof typeof faults): string => (tried ? faults[part] : '');
  const run = async (what: () => Promise<void>): Promise<void> => {
    setTried(true);
    if (Object.values(faults).some((fault) => fault !== '')) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await what();
    } catch (error) {
      // What was rehearsed no longer holds.
      setFound(undefined);
      setRefused(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const save = async (): Promise<void> => {
    const saved = await (version === undefined ? createType(draft) : changeType(draft, version));
    await client.invalidateQueries({ queryKey: ['item-types'] });
    void message.success(say('saved'));
    onClose();
    void navigate(`/item-types/${saved.key}`);
  };
  const text = (part: 'title' | 'title_en', label: string) => (
    <Labelled label={label} fault={told(part)}>
      <Input value={draft[part]} maxLength={60} onChange={(event) => put({ ...draft, [part]: event.target.value })} />
    </Labelled>
  );
  return (
    <div className={styles.editor}>
      <div className={styles.editorHead}>
        {version === undefined && (
          <>
            <Labelled label={say('key')} hint={say('keyHint')} fault={told('key')}>
              <Input value={draft.key} maxLength={60} onChange={(event) => put({ ...draft, key: event.target.value.trim() })} />
            </Labelled>
            <Labelled label={say('parent')}>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                value={draft.parent ?? ''}
                options={types.map((type) => ({ value: type.key, label: titled(type.title, type.title_en) }))}
                onChange={(parent) => put({ ...draft, parent })}
              />
            </Labelled>
          </>
        )}
        {text('title', say('titleZh'))}
        {text('title_en', say('titleEn'))}
        <Labelled label={say('family')}>
          <Select
            allowClear
            value={draft.family ?? null}
            options={FAMILIES.map((family) => ({ value: family, label: ofTypes(family) }))}
            onChange={(family: string | null | undefined) => {
              const rest = Object.fromEntries(Object.entries(draft).filter(([part]) => part !== 'family'));
              put(asDefinition(family ? { ...rest, family } : rest));
            }}
          />
        </Labelled>
      </div>
      <h3 className={styles.editorTitle}>{say('ownAttributes')}</h3>
      <Quiet as="p">{say('inheritedHint')}</Quiet>
      <PlainTable className={styles.attributes}>
        <tbody>
          {Object.entries(draft.schema.properties).map(([key, schema]) => (
            <tr key={key}>
              <td>
                {titleOf(schema, key, locale)} <Code>{key}</Code>
              </td>
              <td>{kind(schema)}</td>
              <td className={styles.editorActions}>
                <Button type="link" size="small" onClick={() => setEditing({ key, schema, required: draft.schema.required?.includes(key) === true })}>
                  {say('edit')}
                </Button>
                <Popconfirm title={say('removeAsk', { name: titleOf(schema, key, locale) })} description={say('removeHint')} onConfirm={() => put(dropAttribute(start, draft, key))}>
                  <Button type="link" size="small" danger>
                    {say('remove')}
                  </Button>
                </Popconfirm>
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <Button size="small" icon={<Plus size={13} />} onClick={() => setEditing('new')}>
        {say('add')}
      </Button>
      {found !== undefined && <RehearsalResult found={found} />}
      {refused !== undefined && <Refused problem={refused} />}
      <div className={styles.editorFoot}>
        <Button loading={busy} onClick={() => void run(async () => setFound(await rehearseType(draft)))}>
          {say('rehearse')}
        </Button>
        <Button type="primary" loading={busy} disabled={found === undefined || !found.harmless || changesNothing(found)} onClick={() => void run(save)}>
          {say('save')}
        </Button>
      </div>
      {editing !== undefined && (
        <AttributeDialog
          attribute={editing === 'new' ? undefined : editing}
          taken={Object.keys(draft.schema.properties).filter((key) => editing === 'new' || key !== editing.key)}
          onDone={(value) => {
            put(putAttribute(start, draft, editing === 'new' ? undefined : editing.key, value));
            setEditing(undefined);
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

/** A type as it is, changed step by step: what that would do is told before it can be saved. */
export function TypeEditor({ type, onClose }: { type: string | undefined; onClose: () => void }) {
  const say = useWords(editorWords);
  const definition = useQuery({ queryKey: ['item-types', type, 'definition'], queryFn: () => fetchDefinition(type ?? ''), enabled: type !== undefined, gcTime: 0 });
  return (
    <Drawer open title={say(type === undefined ? 'newType' : 'change')} size={760} onClose={onClose}>
      {type === undefined ? (
        <Editor version={undefined} start={BLANK} onClose={onClose} />
      ) : (
        <Loaded query={definition}>{(known) => <Editor version={known.version} start={asDefinition(known.definition)} onClose={onClose} />}</Loaded>
      )}
    </Drawer>
  );
}
