import { describe, expect, it } from 'vitest';

import { dotted, errorsByField, setIn } from '@/shared/form/paths';
import { planFields, prune, withDefaults } from '@/shared/form/plan';
import type { JsonSchema } from '@/shared/form/schema';
import { valueText } from '@/shared/form/SchemaFacts';
import { validate } from '@/shared/form/validate';

function codes(schema: JsonSchema, value: unknown): string[] {
  return validate(schema, value).map((issue) => `${issue.path}:${issue.code}`);
}

describe('validation', () => {
  it('accepts what fits and names what does not by its path', () => {
    const schema: JsonSchema = {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 2, maxLength: 4 },
        port: { type: 'integer', minimum: 1, maximum: 65_535 },
        inner: { type: 'object', required: ['ip'], properties: { ip: { type: 'string', format: 'ipv4' } } },
        tags: { type: 'array', items: { type: 'string', maxLength: 3 }, uniqueItems: true, maxItems: 2 },
      },
    };
    expect(codes(schema, { name: '数据库', port: 53, inner: { ip: '10.0.0.1' }, tags: ['a', 'b'] })).toEqual([]);
    expect(codes(schema, {})).toEqual(['name:required']);
    expect(codes(schema, { name: '' })).toEqual(['name:required']);
    expect(codes(schema, { name: '五个字太长' })).toEqual(['name:maxLength']);
    expect(codes(schema, { name: 'ab', port: 1.5 })).toEqual(['port:type']);
    expect(codes(schema, { name: 'ab', port: 70_000 })).toEqual(['port:maximum']);
    expect(codes(schema, { name: 'ab', inner: { ip: '10.0.0.256' } })).toEqual(['inner.ip:format']);
    expect(codes(schema, { name: 'ab', tags: ['long', 'a', 'a'] })).toEqual(['tags:maxItems', 'tags:uniqueItems', 'tags.0:maxLength']);
  });

  it('counts characters, not code units', () => {
    expect(codes({ type: 'string', maxLength: 2 }, '𠮷野')).toEqual([]);
  });

  it('knows choices and conditions', () => {
    const choice: JsonSchema = { type: 'integer', oneOf: [{ const: 1 }, { const: 2 }] };
    expect(codes(choice, 1)).toEqual([]);
    expect(codes(choice, 3)).toEqual([':choice']);
    const form: JsonSchema = {
      type: 'object',
      properties: { passed: { type: 'boolean' }, remark: { type: 'string' } },
      if: { properties: { passed: { const: false } }, required: ['passed'] },
      then: { required: ['remark'] },
    };
    expect(codes(form, { passed: true })).toEqual([]);
    expect(codes(form, {})).toEqual([]);
    expect(codes(form, { passed: false })).toEqual(['remark:required']);
  });

  it('lets a nullable value be null', () => {
    expect(codes({ type: ['integer', 'null'] }, null)).toEqual([]);
    expect(codes({ type: ['integer', 'null'] }, 'x')).toEqual([':type']);
  });

  it('takes floating steps for what they mean', () => {
    expect(codes({ type: 'number', multipleOf: 0.1 }, 0.3)).toEqual([]);
    expect(codes({ type: 'number', multipleOf: 0.5 }, 0.7)).toEqual([':multipleOf']);
  });
});

describe('plan', () => {
  const schema: JsonSchema = {
    type: 'object',
    'x-groups': { base: { 'zh-CN': '基本信息', 'en-US': 'Basics' } },
    properties: {
      late: { type: 'string', 'x-group': 'base', 'x-order': 20 },
      early: { type: 'string', 'x-group': 'base', 'x-order': 10, default: 'x' },
      own: { type: 'string', 'x-group': '安全' },
      kind: { type: 'string' },
    },
    if: { properties: { kind: { const: 'vm' } }, required: ['kind'] },
    then: { properties: { hypervisor: { type: 'string' } }, required: ['hypervisor'] },
  };

  it('orders and groups the fields, in the language in force', () => {
    const groups = planFields(schema, {}, 'zh-CN');
    expect(groups.map((group) => [group.title, group.fields.map((field) => field.key)])).toEqual([
      ['基本信息', ['early', 'late']],
      ['安全', ['own']],
      ['', ['kind']],
    ]);
    expect(planFields(schema, {}, 'en-US')[0]?.title).toBe('Basics');
  });

  it('shows the fields of the branch that applies, and sends no others', () => {
    const keys = (value: unknown): string[] => planFields(schema, value, 'zh-CN').flatMap((group) => group.fields.map((field) => field.key));
    expect(keys({ kind: 'vm' })).toContain('hypervisor');
    expect(keys({ kind: 'host' })).not.toContain('hypervisor');
    expect(prune(schema, { kind: 'host', hypervisor: 'kvm', late: '' })).toEqual({ kind: 'host' });
    expect(withDefaults(schema, { kind: 'vm' })).toEqual({ early: 'x', kind: 'vm' });
  });
});

describe('errors of the server', () => {
  it('finds the field, however the path is written', () => {
    expect(dotted('/data/cause')).toBe('data.cause');
    expect(dotted('$.data[0].cause')).toBe('data.0.cause');
    const known = (path: string): boolean => ['cause', 'level'].includes(path);
    const errors = [
      { path: '/cause', message: '太短' },
      { path: 'data.level', message: '无效' },
      { path: '/secret', message: '表单没有这个字段' },
    ];
    expect([...errorsByField(errors, 'data', known)]).toEqual([
      ['cause', ['太短']],
      ['level', ['无效']],
      ['', ['secret: 表单没有这个字段']],
    ]);
  });

  it('changes a nested value without touching the rest', () => {
    const before = { a: { b: 1, c: 2 }, d: 3 };
    expect(setIn(before, 'a.b', 9)).toEqual({ a: { b: 9, c: 2 }, d: 3 });
    expect(before.a.b).toBe(1);
  });
});

describe('reading values', () => {
  it.each<[JsonSchema, unknown, string | undefined]>([
    [{ type: 'boolean' }, false, '否'],
    [{ type: 'integer', 'x-unit': 'byte' }, 1024, '1 KiB'],
    [{ enum: ['core'], 'x-enum': { core: { 'zh-CN': '核心' } } }, 'core', '核心'],
    [{ oneOf: [{ const: 1, title: '一级' }] }, 1, '一级'],
    [{ type: 'array', items: { type: 'string' } }, ['10.0.0.1', 'fd00::2'], '10.0.0.1、fd00::2'],
    [{ type: 'string', format: 'date-time' }, '2026-11-21T02:03:22Z', '2026-11-21 10:03:22'],
    [{ type: 'string' }, '', undefined],
  ])('%j of %j', (schema, value, text) => {
    expect(valueText(schema, value, 'zh-CN')).toBe(text);
  });
});

describe('numbers read by their schema', () => {
  it('are not grouped where they are names', () => {
    expect(valueText({ type: 'integer' }, 55511, 'zh-CN')).toBe('55511');
    expect(valueText({ type: 'array', items: { type: 'integer' } }, [80, 10443], 'zh-CN')).toBe('80、10443');
  });

  it('are amounts where they have a unit', () => {
    expect(valueText({ type: 'integer', 'x-unit': '台' }, 12345, 'zh-CN')).toBe('12,345 台');
    expect(valueText({ type: 'integer', 'x-widget': 'rate' }, 5, 'zh-CN')).toBe('5 分');
  });
});
