import { Drawer } from 'antd';

import { trimmed } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import type { Group, Post } from './types';
import { words } from './words';

export interface NamedFields {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
}

interface NamedFormProps {
  title: string;
  row: Group | Post | undefined;
  onSave: (fields: NamedFields) => Promise<void>;
  onClose: () => void;
}

/** Code, name and description of a group or a post. The code is what tables refer to and stays. */
export function NamedForm({ title, row, onSave, onClose }: NamedFormProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const phone = usePhone();
  const fields: Record<string, JsonSchema> = {
    name: { type: 'string', title: say('groupName'), minLength: 1, maxLength: 100 },
    description: { type: 'string', title: say('description'), maxLength: 2000, 'x-widget': 'textarea' },
  };
  const schema: JsonSchema =
    row === undefined
      ? { type: 'object', required: ['code', 'name'], properties: { code: { type: 'string', title: say('code'), pattern: '^[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}$' }, ...fields } }
      : { type: 'object', required: ['name', 'active'], properties: { ...fields, active: { type: 'boolean', title: say('inUse') } } };
  return (
    <Drawer open title={row === undefined ? title : `${say('edit')} · ${row.name}`} size={phone ? '100%' : 520} onClose={onClose}>
      <SchemaForm
        schema={schema}
        initial={row === undefined ? {} : { ...row }}
        submitLabel={shared('save')}
        onSubmit={async (entered) => {
          await onSave({ code: trimmed(entered.code), name: trimmed(entered.name), description: trimmed(entered.description), active: entered.active !== false });
          onClose();
        }}
      />
    </Drawer>
  );
}
