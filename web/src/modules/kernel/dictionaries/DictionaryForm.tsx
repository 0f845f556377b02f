import { Drawer } from 'antd';

import type { Schemas } from '@/shared/api/client';
import { trimmed } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import type { Dictionary } from './api';
import { words } from './words';

interface DictionaryFormProps {
  dictionary?: Dictionary;
  onSave: (fields: Schemas['DictionaryIn']) => Promise<void>;
  onClose: () => void;
}

/** The words of a dictionary of the site's own; its key stays, forms name it. */
export function DictionaryForm({ dictionary, onSave, onClose }: DictionaryFormProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const phone = usePhone();
  const key: Record<string, JsonSchema> =
    dictionary === undefined ? { key: { type: 'string', title: say('key'), description: say('keyHelp'), pattern: '^[a-z][a-z0-9_]{0,59}$', examples: ['machine_room'] } } : {};
  const schema: JsonSchema = {
    type: 'object',
    required: [...Object.keys(key), 'title'],
    properties: {
      ...key,
      title: { type: 'string', title: say('title'), minLength: 1, maxLength: 100 },
      title_en: { type: 'string', title: say('titleEn'), maxLength: 100 },
      description: { type: 'string', title: say('description'), maxLength: 500, 'x-widget': 'textarea' },
    },
  };
  return (
    <Drawer open title={dictionary === undefined ? say('newDictionary') : `${say('edit')} · ${dictionary.title}`} size={phone ? '100%' : 520} onClose={onClose}>
      <SchemaForm
        schema={schema}
        initial={dictionary === undefined ? {} : { title: dictionary.title, title_en: dictionary.title_en, description: dictionary.description }}
        submitLabel={shared('save')}
        onSubmit={async (entered) => {
          await onSave({ key: trimmed(entered.key), title: trimmed(entered.title), title_en: trimmed(entered.title_en), description: trimmed(entered.description) });
          onClose();
        }}
      />
    </Drawer>
  );
}
