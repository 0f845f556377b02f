import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer } from 'antd';

import { asProblem, ApiProblem } from '@/shared/api/problem';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { NamedItems } from '@/shared/items/items';
import { Loaded } from '@/shared/state/Loaded';

import { fetchItem, saveItem } from './api';
import { editable } from './editable';
import { itemKeys, useType } from './queries';
import type { Item } from './types';
import { typeSchema } from './typeSchema';
import { words } from './words';

export function EditItem({ item, onClose }: { item: Item; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const client = useQueryClient();
  const { message } = App.useApp();
  const type = useType(item.type);
  const schema = editable(typeSchema(type.data));

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
    <Drawer open title={`${say('editTitle')} · ${item.name}`} size={720} onClose={onClose}>
      <NamedItems value={item.references}>
        <Loaded query={type}>{() => <SchemaForm schema={schema} initial={item.attributes} errorRoot="attributes" submitLabel={shared('save')} onSubmit={save} />}</Loaded>
      </NamedItems>
    </Drawer>
  );
}
