import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { SchemaForm } from '@/shared/form/SchemaForm';
import { localOf, type JsonSchema } from '@/shared/form/schema';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { createItem } from './api';
import { editable } from './editable';
import { familiesOf } from './families';
import { useItemTypes, useType } from './queries';
import { typeSchema } from './typeSchema';
import type { ItemTypeDetail } from './types';
import { typeWords } from './typeWords';

/** Columns of every item, ahead of what its type asks; the @ keeps them apart from attributes. */
const NAME = '@name';

function withName(schema: JsonSchema): JsonSchema {
  const name: JsonSchema = { type: 'string', minLength: 1, maxLength: 200, 'x-title': localOf(typeWords.itemName), 'x-group': 'basic', 'x-order': -1 };
  return { ...schema, properties: { [NAME]: name, ...schema.properties }, required: [NAME, ...(schema.required ?? [])] };
}

function Form({ type, onMade }: { type: ItemTypeDetail; onMade: (id: string) => void }) {
  const say = useWords(typeWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = async ({ [NAME]: name, ...attributes }: Record<string, unknown>): Promise<void> => {
    const made = await createItem({ type: type.key, name: String(name), attributes, relations: [] });
    void client.invalidateQueries({ queryKey: ['items'] });
    void client.invalidateQueries({ queryKey: ['estate'] });
    void message.success(say('registered'));
    onMade(made.id);
  };
  return <SchemaForm schema={withName(editable(typeSchema(type)))} draftKey={`item.${type.key}`} errorRoot="attributes" submitLabel={say('register')} onSubmit={save} />;
}

/** A new item: of which type, and what is known of it, in the groups of the type. */
export function NewItem({ type: given, onClose }: { type: string | undefined; onClose: () => void }) {
  const say = useWords(typeWords);
  const titled = useTitled();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(given);
  const types = useItemTypes().data ?? [];
  const type = useType(chosen);
  const title = type.data === undefined ? say('newItem') : say('newOf', { type: titled(type.data.title, type.data.title_en) });
  return (
    <Drawer open title={title} size={720} onClose={onClose}>
      {given === undefined && (
        <Select
          autoFocus
          style={{ width: '100%', marginBottom: 16 }}
          placeholder={say('chooseType')}
          aria-label={say('chooseType')}
          value={chosen}
          showSearch={{ optionFilterProp: 'label' }}
          options={familiesOf(types.filter((each) => !each.abstract)).map(({ family, members }) => ({
            label: say(family),
            options: members.map((each) => ({ value: each.key, label: titled(each.title, each.title_en) })),
          }))}
          onChange={setChosen}
        />
      )}
      {chosen !== undefined && <Loaded query={type}>{(known) => <Form key={known.key} type={known} onMade={(id) => void navigate(`/items/${id}`)} />}</Loaded>}
    </Drawer>
  );
}
