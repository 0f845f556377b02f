import { Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';

import { useWords } from '@/shared/i18n/words';

import { shown } from './state';
import type { FileField, Slot } from './types';
import { words } from './words';

interface FieldEditorProps {
  field: FileField;
  slot: Slot;
  label: string;
  onChange: (slot: Slot) => void;
}

/** Data that no simple input can hold is written as JSON; emptied, the place is not set. */
function DataInput({ slot, label, onChange }: Omit<FieldEditorProps, 'field'>) {
  const say = useWords(words);
  const held = slot.present ? JSON.stringify(slot.value) : '';
  const [text, setText] = useState(held);
  const [bad, setBad] = useState(false);
  const take = (): void => {
    setBad(false);
    if (text.trim() === '') {
      if (slot.present) onChange({ present: false, value: null });
      return;
    }
    try {
      const value: unknown = JSON.parse(text);
      if (JSON.stringify(value) !== held) onChange({ present: true, value });
    } catch {
      setBad(true);
    }
  };
  return (
    <>
      <Input.TextArea aria-label={label} autoSize={{ minRows: 1, maxRows: 8 }} value={text} status={bad ? 'error' : ''} onChange={(event) => setText(event.target.value)} onBlur={take} />
      {bad && <span role="alert">{say('badData')}</span>}
    </>
  );
}

/** One value of a file, by the input its rule asks for. */
export function FieldEditor({ field, slot, label, onChange }: FieldEditorProps) {
  const say = useWords(words);
  const hint = field.default.present ? say('default', { value: shown(field.default.value) }) : say('unset');
  const put = (value: unknown): void => onChange({ present: true, value });
  switch (field.kind) {
    case 'boolean':
      return <Switch aria-label={label} checked={(slot.present ? slot.value : field.default.value) === true} onChange={put} />;
    case 'integer':
    case 'number':
      return (
        <InputNumber
          aria-label={label}
          style={{ width: '100%' }}
          value={typeof slot.value === 'number' ? slot.value : null}
          placeholder={hint}
          {...(field.kind === 'integer' && { precision: 0 })}
          {...(field.minimum !== null && { min: field.minimum })}
          {...(field.maximum !== null && { max: field.maximum })}
          onChange={(value) => (value === null ? onChange({ present: false, value: null }) : put(value))}
        />
      );
    case 'choice':
      return (
        <Select
          aria-label={label}
          style={{ width: '100%' }}
          value={slot.present ? shown(slot.value) : null}
          placeholder={hint}
          options={field.choices.map((choice) => ({ value: shown(choice), label: shown(choice) }))}
          onChange={(chosen) => put(field.choices.find((choice) => shown(choice) === chosen))}
        />
      );
    case 'string':
      return (
        <Input.TextArea
          aria-label={label}
          autoSize={{ minRows: 1, maxRows: 8 }}
          value={typeof slot.value === 'string' ? slot.value : ''}
          placeholder={hint}
          onChange={(event) => put(event.target.value)}
        />
      );
    default:
      // What is put back from outside is written anew.
      return <DataInput key={JSON.stringify(slot)} slot={slot} label={label} onChange={onChange} />;
  }
}
