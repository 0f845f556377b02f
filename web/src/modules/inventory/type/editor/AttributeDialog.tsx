import { Modal } from 'antd';

import { ApiProblem } from '@/shared/api/problem';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { localOf, type JsonSchema } from '@/shared/form/schema';
import { unitText } from '@/shared/format/quantity';
import { useTitled, useWords } from '@/shared/i18n/words';

import { useItemTypes } from '../../queries';
import { GROUPS } from '../../typeSchema';
import { words as itemWords } from '../../words';
import { kindOf, valueOf, type AttributeValue, type Kind } from './attribute';
import { UNITS } from './units';
import { editorWords as w } from './words';

const KINDS: readonly Kind[] = ['text', 'whole', 'number', 'truth', 'date', 'moment', 'list', 'choice', 'item', 'computed'];

const title = (word: keyof typeof w): JsonSchema['x-title'] => localOf(w[word]);
const only = (kinds: readonly Kind[], properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  if: { properties: { kind: { enum: kinds } }, required: ['kind'] },
  then: { properties, required },
});
const unit = (order: number): JsonSchema => ({
  type: 'string',
  enum: UNITS,
  'x-enum': Object.fromEntries(UNITS.map((each) => [each, localOf([unitText(each, 'zh-CN'), unitText(each, 'en-US') || each])])),
  'x-title': title('unit'),
  'x-order': order,
});

function formOf(kinds: readonly Kind[], types: readonly { key: string; title: string }[]): JsonSchema {
  return {
    type: 'object',
    required: ['zh', 'key', 'kind', 'group', 'order'],
    properties: {
      zh: { type: 'string', maxLength: 60, 'x-title': title('titleZh'), 'x-order': 1 },
      en: { type: 'string', maxLength: 60, 'x-title': title('titleEn'), 'x-order': 2 },
      key: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,59}$', 'x-title': title('attributeKey'), 'x-description': localOf(w.attributeKeyHint), 'x-order': 3 },
      kind: { type: 'string', enum: kinds, 'x-enum': Object.fromEntries(kinds.map((kind) => [kind, localOf(w[kind])])), 'x-title': title('kind'), 'x-order': 4 },
      group: { type: 'string', enum: GROUPS, 'x-enum': Object.fromEntries(GROUPS.map((group) => [group, localOf(itemWords[group])])), 'x-title': title('group'), 'x-widget': 'select', 'x-order': 10 },
      order: { type: 'integer', minimum: 0, maximum: 9999, 'x-title': title('order'), 'x-order': 11 },
      required: { type: 'boolean', default: false, 'x-title': title('required'), 'x-order': 12 },
      index: { type: 'boolean', default: false, 'x-title': title('index'), 'x-order': 13 },
    },
    allOf: [
      only(['text'], { max: { type: 'integer', minimum: 1, maximum: 20000, 'x-title': title('max'), 'x-order': 5 } }),
      only(['whole', 'number'], {
        unit: unit(5),
        lowest: { type: 'number', 'x-title': title('lowest'), 'x-order': 6 },
        highest: { type: 'number', 'x-title': title('highest'), 'x-order': 7 },
      }),
      only(['computed'], {
        expression: { type: 'string', minLength: 1, maxLength: 1000, 'x-title': title('expression'), 'x-description': localOf(w.expressionHint), 'x-order': 5 },
        unit: unit(6),
      }, ['expression']),
      only(['choice'], {
        choices: {
          type: 'array',
          minItems: 1,
          'x-title': title('choices'),
          'x-order': 5,
          items: {
            type: 'object',
            required: ['value', 'zh'],
            properties: {
              value: { type: 'string', 'x-title': title('value') },
              zh: { type: 'string', 'x-title': title('titleZh') },
              en: { type: 'string', 'x-title': title('titleEn') },
            },
          },
        },
      }, ['choices']),
      only(['item'], {
        types: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', enum: types.map((type) => type.key), 'x-enum': Object.fromEntries(types.map((type) => [type.key, { 'zh-CN': type.title, 'en-US': type.title }])) },
          'x-title': title('types'),
          'x-order': 5,
        },
      }, ['types']),
    ],
  };
}

interface AttributeDialogProps {
  /** The attribute's key, and itself; undefined for a new one. */
  attribute: { key: string; schema: JsonSchema; required: boolean } | undefined;
  /** Keys of the other attributes. */
  taken: readonly string[];
  onDone: (value: AttributeValue) => void;
  onClose: () => void;
}

/** One attribute of a type: what it is called, what it takes, where it stands. */
export function AttributeDialog({ attribute, taken, onDone, onClose }: AttributeDialogProps) {
  const say = useWords(w);
  const titled = useTitled();
  const types = (useItemTypes().data ?? []).map((type) => ({ key: type.key, title: titled(type.title, type.title_en) }));
  const kinds = attribute !== undefined && kindOf(attribute.schema) === 'kept' ? [...KINDS, 'kept' as const] : KINDS;
  const initial = attribute === undefined ? { kind: 'text', group: 'custom', order: 500 } : { ...valueOf(attribute.key, attribute.schema, attribute.required) };
  const done = (value: Record<string, unknown>): Promise<void> => {
    const entered = value as unknown as AttributeValue;
    if (taken.includes(entered.key)) return Promise.reject(new ApiProblem({ status: 422, title: say('keyTaken'), fields: [{ path: 'key', message: say('keyTaken') }] }));
    onDone({ ...entered, en: typeof value.en === 'string' ? value.en : entered.zh, required: value.required === true, index: value.index === true });
    return Promise.resolve();
  };
  return (
    <Modal open title={say(attribute === undefined ? 'add' : 'edit')} footer={null} width={640} destroyOnHidden onCancel={onClose}>
      <SchemaForm schema={formOf(kinds, types)} initial={initial} submitLabel={say('done')} onSubmit={done} />
    </Modal>
  );
}
