import { App, Button, Drawer } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { Section } from '@/shared/detail/Section';
import { textOrNull, trimmed } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { addEntry, editEntry, resetEntry, type Entry } from './api';
import { useFieldWording } from './fields';
import { words } from './words';

interface EntryPanelProps {
  dictionary: string;
  entry: Entry | undefined;
  onChanged: () => Promise<void>;
  onClose: () => void;
}

/** One entry: make it, or change it; what a pack says of it stands below where the site says otherwise. */
export function EntryPanel({ dictionary, entry, onChanged, onClose }: EntryPanelProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const wording = useFieldWording();
  const phone = usePhone();
  const { message } = App.useApp();
  const code: Record<string, JsonSchema> =
    entry === undefined ? { code: { type: 'string', title: say('code'), description: say('codeHelp'), pattern: '^[A-Za-z0-9][A-Za-z0-9_.\\-]{0,59}$' } } : {};
  const schema: JsonSchema = {
    type: 'object',
    required: [...Object.keys(code), 'title', 'enabled'],
    properties: {
      ...code,
      title: { type: 'string', title: say('title'), minLength: 1, maxLength: 199 },
      title_en: { type: 'string', title: say('titleEn'), maxLength: 199 },
      parent: { type: 'string', title: say('parent'), 'x-dictionary': dictionary },
      position: { type: 'integer', title: say('position'), description: say('positionHelp'), minimum: -9_999_999, maximum: 9_999_999 },
      valid_from: { type: 'string', format: 'date', title: say('validFrom'), description: say('validFromHelp') },
      valid_to: { type: 'string', format: 'date', title: say('validTo'), description: say('validToHelp') },
      enabled: { type: 'boolean', title: say('enabled') },
      note: { type: 'string', title: say('note'), maxLength: 500, 'x-widget': 'textarea' },
    },
  };
  const initial = entry === undefined ? { enabled: true, position: 0 } : { ...entry };
  const save = async (entered: Record<string, unknown>): Promise<void> => {
    const fields = {
      title: trimmed(entered.title),
      title_en: trimmed(entered.title_en),
      parent: textOrNull(entered.parent),
      position: typeof entered.position === 'number' ? entered.position : 0,
      valid_from: textOrNull(entered.valid_from),
      valid_to: textOrNull(entered.valid_to),
      enabled: entered.enabled !== false,
      note: trimmed(entered.note),
    };
    if (entry === undefined) await addEntry(dictionary, { code: trimmed(entered.code), ...fields });
    else await editEntry(dictionary, entry.code, { version: entry.version, ...fields });
    void message.success(shared('saved'));
    await onChanged();
    onClose();
  };
  const reset = async (): Promise<void> => {
    if (entry === undefined) return;
    try {
      await resetEntry(dictionary, entry.code);
      void message.success(say('resetDone'));
      await onChanged();
      onClose();
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return (
    <Drawer open title={entry === undefined ? say('newEntry') : `${entry.title} · ${entry.code}`} size={phone ? '100%' : 560} onClose={onClose}>
      <SchemaForm schema={schema} initial={initial} submitLabel={shared('save')} onSubmit={save} />
      {entry !== undefined && entry.edited.length > 0 && (
        <div style={{ marginTop: 24 }}>
          <Section
            title={say('shippedAs')}
            extra={
              <Button size="small" onClick={() => void reset()}>
                {say('reset')}
              </Button>
            }
          >
            <Facts
              narrow
              facts={entry.edited.map((name) => ({ key: name, name: wording.field(name), value: wording.value(name, entry.shipped?.[name]) }))}
            />
          </Section>
        </div>
      )}
    </Drawer>
  );
}
