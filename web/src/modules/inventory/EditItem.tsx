import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer } from 'antd';

import { asProblem, ApiProblem } from '@/shared/api/problem';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';

import { fetchItem, saveItem } from './api';
import { itemKeys, useItemType } from './queries';
import type { Item } from './types';
import { typeSchema } from './typeSchema';
import { words } from './words';

/** What a person may set; the rest is measured and would be overwritten by the next report. */
function editable(schema: JsonSchema): JsonSchema {
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([, own]) => own.readOnly !== true));
  const required = (schema.required ?? []).filter((key) => key in properties);
  return { ...schema, properties, required };
}

export function EditItem({ item, onClose }: { item: Item; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const client = useQueryClient();
  const { message } = App.useApp();
  const schema = editable(typeSchema(useItemType(item.type)));

  const save = async (value: Record<string, unknown>): Promise<void> => {
    // Only what was changed is sent; an attribute that was emptied is sent as null.
    const changed: Record<string, unknown> = {};
    for (const key of Object.keys(schema.properties ?? {})) {
      if (JSON.stringify(value[key]) !== JSON.stringify(item.attributes[key])) changed[key] = value[key] ?? null;
    }
    try {
      client.setQueryData(itemKeys.one(item.id), await saveItem(item.id, changed, item.version));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.kind !== 'conflict') throw error;
      client.setQueryData(itemKeys.one(item.id), await fetchItem(item.id));
      throw new ApiProblem({ status: problem.status, title: say('conflict') });
    }
    void client.invalidateQueries({ queryKey: itemKeys.history(item.id) });
    void message.success(shared('saved'));
    onClose();
  };

  return (
    <Drawer open title={`${say('editTitle')} · ${item.name}`} size={560} onClose={onClose}>
      <SchemaForm schema={schema} initial={item.attributes} errorRoot="attributes" submitLabel={shared('save')} onSubmit={save} />
    </Drawer>
  );
}
