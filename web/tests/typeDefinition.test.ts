import { describe, expect, it } from 'vitest';

import { attributeOf, kindOf, valueOf, type AttributeValue } from '@/modules/inventory/type/editor/attribute';
import { asDefinition, dropAttribute, putAttribute } from '@/modules/inventory/type/editor/definition';
import type { JsonSchema } from '@/shared/form/schema';

const STAND: JsonSchema = { 'x-title': { 'zh-CN': '属性', 'en-US': 'Attribute' }, 'x-group': 'attribute', 'x-order': 10 };

/** What the dialog gives when somebody opens an attribute and changes some answers. */
function answered(key: string, schema: JsonSchema, change: Partial<AttributeValue>): AttributeValue {
  return { ...valueOf(key, schema, false), ...change };
}

const TYPE = asDefinition({
  key: 'pump',
  title: '水泵',
  title_en: 'Pump',
  list_columns: ['serial', 'flow'],
  identity: [['serial']],
  unique: [{ by: ['serial', '@organisation'] }],
  migrate: [{ default: 'flow', value: 1 }],
  schema: { type: 'object', properties: { serial: { type: 'string', maxLength: 60, ...STAND }, flow: { type: 'string', ...STAND } }, required: ['serial'] },
});
const serial = TYPE.schema.properties.serial ?? {};
const flow = TYPE.schema.properties.flow ?? {};

describe('an attribute that is given another title', () => {
  it.each<[string, JsonSchema]>([
    ['what is measured', { type: 'integer', 'x-volatile': true, 'x-unit': 'kW', minimum: 0 }],
    ['how it is entered', { type: 'string', 'x-widget': 'textarea', minLength: 2 }],
    ['a text without a limit', { type: 'string' }],
    ['a list with its own entries', { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, maxItems: 3 }],
    ['a list from a dictionary', { type: 'array', items: { type: 'string', 'x-dictionary': 'zone' } }],
    ['figures to choose from', { type: 'integer', enum: [1, 2], 'x-enum': { 1: { 'zh-CN': '一' }, 2: { 'zh-CN': '二' } } }],
    ['what only a file can say', { type: 'string', pattern: '^A', 'x-unit': 'kW' }],
    ['an item', { type: 'string', format: 'uuid', 'x-item': ['rack'], 'x-index': true }],
    ['what is worked out', { type: 'integer', 'x-computed': 'a + 1', 'x-unit': 'day' }],
  ])('stays otherwise as it was: %s', (_, own) => {
    const before = { ...own, ...STAND };
    const after = attributeOf(answered('it', before, { zh: '新名' }), before);
    expect(after).toEqual({ ...before, 'x-title': { 'zh-CN': '新名', 'en-US': 'Attribute' } });
  });
});

describe('an attribute that takes something else', () => {
  it('keeps that it is measured and what was said of it, and nothing that belonged to the old kind', () => {
    const before: JsonSchema = { type: 'string', pattern: '^A', 'x-volatile': true, 'x-description': { 'zh-CN': '铭牌上的编号' }, ...STAND };
    expect(attributeOf(answered('it', before, { kind: 'whole', unit: 'kW', lowest: 0 }), before)).toEqual({
      type: 'integer',
      minimum: 0,
      'x-unit': 'kW',
      'x-volatile': true,
      'x-description': { 'zh-CN': '铭牌上的编号' },
      ...STAND,
    });
  });

  it('makes its values follow', () => {
    const after = putAttribute(TYPE, TYPE, 'flow', answered('flow', flow, { kind: 'number' }));
    expect(kindOf(after.schema.properties.flow ?? {})).toBe('number');
    expect(after.migrate).toEqual([...(TYPE.migrate ?? []), { convert: 'flow', to: 'number' }]);
  });
});

describe('an attribute that is given another key', () => {
  const renamed = putAttribute(TYPE, TYPE, 'serial', answered('serial', serial, { key: 'serial_number', required: true }));

  it('is followed by its values, by columns and by rules', () => {
    expect(renamed.migrate?.at(-1)).toEqual({ rename: 'serial', to: 'serial_number' });
    expect(renamed).toMatchObject({ list_columns: ['serial_number', 'flow'], identity: [['serial_number']], unique: [{ by: ['serial_number', '@organisation'] }] });
    expect(renamed.schema.required).toEqual(['serial_number']);
  });

  it('takes its values along when it is removed after that', () => {
    expect(dropAttribute(TYPE, renamed, 'serial_number').migrate?.slice(1)).toEqual([{ rename: 'serial', to: 'serial_number' }, { drop: 'serial_number' }]);
  });
});

describe('an attribute that nobody has used yet', () => {
  const added = putAttribute(TYPE, TYPE, undefined, { key: 'colour', zh: '颜色', en: '', kind: 'text', group: 'custom', order: 500, required: false, index: false });
  const own = added.schema.properties.colour ?? {};

  it('has no values that must follow', () => {
    expect(own).toMatchObject({ type: 'string', 'x-title': { 'zh-CN': '颜色', 'en-US': '颜色' } });
    expect(putAttribute(TYPE, added, 'colour', answered('colour', own, { key: 'paint', kind: 'whole' })).migrate).toEqual(TYPE.migrate);
    expect(dropAttribute(TYPE, added, 'colour').migrate).toEqual(TYPE.migrate);
  });

  it('is another one although one of that key was removed just before', () => {
    const dropped = dropAttribute(TYPE, TYPE, 'flow');
    const again = putAttribute(TYPE, dropped, undefined, answered('flow', flow, {}));
    expect(dropAttribute(TYPE, again, 'flow').migrate?.slice(1)).toEqual([{ drop: 'flow' }]);
  });
});
