import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { ApiProblem, asProblem } from '@/shared/api/problem';
import { textOf, textOrNull } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { localOf, type JsonSchema } from '@/shared/form/schema';
import { useTitled, useWords } from '@/shared/i18n/words';
import { useUnits, type Unit } from '@/shared/organisations/units';
import { Loaded } from '@/shared/state/Loaded';

import { createItem } from './api';
import { editable } from './editable';
import { familiesOf } from './families';
import { useItemTypes, useType } from './queries';
import { typeSchema } from './typeSchema';
import type { ItemTypeDetail } from './types';
import { typeWords } from './typeWords';

/** What every item has, ahead of what its type asks; the @ keeps it apart from attributes. */
const NAME = '@name';
const ORGANISATION = '@organisation';

function withColumns(schema: JsonSchema, units: readonly Unit[]): JsonSchema {
  const name: JsonSchema = { type: 'string', minLength: 1, maxLength: 200, 'x-title': localOf(typeWords.itemName), 'x-group': 'basic', 'x-order': -2 };
  const organisation: JsonSchema = {
    type: 'string',
    oneOf: units.map((unit) => ({ const: unit.id, title: unit.name })),
    'x-title': localOf(typeWords.organisation),
    'x-widget': 'select',
    'x-group': 'basic',
    'x-order': -1,
  };
  return {
    ...schema,
    properties: { [NAME]: name, ...(units.length > 0 && { [ORGANISATION]: organisation }), ...schema.properties },
    required: [NAME, ...(schema.required ?? [])],
  };
}

/** What the server says of the columns, said of their fields in the form. */
function atColumns(error: unknown): ApiProblem {
  const { status, message, code, detail, requestId, fields } = asProblem(error);
  const told = fields.map((field) => ({ ...field, path: field.path.replace(/^\/(name|organisation)$/, '/@$1') }));
  return new ApiProblem({ status, title: message, code, detail, requestId, fields: told });
}

function Form({ type, onMade }: { type: ItemTypeDetail; onMade: (id: string) => void }) {
  const say = useWords(typeWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const units = useUnits();
  const save = async ({ [NAME]: name, [ORGANISATION]: organisation, ...attributes }: Record<string, unknown>): Promise<void> => {
    const made = await createItem({ type: type.key, name: textOf(name), organisation: textOrNull(organisation), attributes, relations: [] }).catch((error: unknown) => {
      throw atColumns(error);
    });
    void client.invalidateQueries({ queryKey: ['items'] });
    void client.invalidateQueries({ queryKey: ['estate'] });
    void message.success(say('registered'));
    onMade(made.id);
  };
  return <SchemaForm schema={withColumns(editable(typeSchema(type)), units)} draftKey={`item.${type.key}`} errorRoot="attributes" submitLabel={say('register')} onSubmit={save} />;
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
