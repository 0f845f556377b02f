import { Cascader, Select } from 'antd';
import { useDeferredValue, useState } from 'react';

import { pathText, useChoices, useLabel, type Choice } from '@/shared/dictionary/dictionary';
import { useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { words } from '../messages';
import { asSchema, typeOf } from '../schema';
import { statusOf, type WidgetProps } from './widget';

interface Node {
  readonly value: string;
  readonly label: string;
  readonly children?: Node[];
}

function treeOf(items: readonly Choice[], title: (choice: Choice) => string): Node[] {
  const below = new Map<string | null, Choice[]>();
  for (const item of items) below.set(item.parent, [...(below.get(item.parent) ?? []), item]);
  const grow = (parent: string | null): Node[] =>
    (below.get(parent) ?? []).map((item) => {
      const children = grow(item.code);
      return { value: item.code, label: title(item), ...(children.length > 0 && { children }) };
    });
  return grow(null);
}

function lineTo(items: readonly Choice[], code: string): string[] {
  const choice = items.find((each) => each.code === code);
  if (choice === undefined) return [];
  return choice.parent === null ? [code] : [...lineTo(items, choice.parent), code];
}

/** One value or several of a data dictionary: a list, level by level, or searched on the server when there are many. */
export default function DictionaryWidget({ id, schema, title, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const say = useWords(words);
  const titled = useTitled();
  const phone = usePhone();
  const [typed, setTyped] = useState('');
  const several = typeOf(schema) === 'array';
  const named = several ? asSchema(schema.items) : schema;
  const key = named['x-dictionary'] ?? '';
  const leaf = named['x-dictionary-leaf'] === true;

  const first = useChoices(key);
  const whole = first.data === undefined || first.data.total <= first.data.items.length;
  const q = useDeferredValue(whole ? '' : typed);
  const found = useChoices(key, q);
  const one = typeof value === 'string' && value !== '' ? value : undefined;
  const items = found.data?.items ?? [];
  const offered = items.some((each) => each.code === one);
  const held = useLabel(key, offered ? undefined : one);

  const name = (choice: Choice): string => titled(choice.title, choice.title_en);
  const common = { id, disabled, status: statusOf(invalid), 'aria-label': title, 'aria-describedby': describedBy, style: { width: '100%' }, onBlur, placeholder: say('choose') };

  const stopped = held === undefined || held === null ? one : held.usable ? name(held) : say('outOfUse', { title: name(held) });
  if (!several && whole && first.data?.hierarchical === true && !phone) {
    const known = offered || one === undefined;
    const tree = treeOf(items, name);
    return (
      <Cascader
        {...common}
        options={known ? tree : [...tree, { value: one, label: stopped ?? one }]}
        value={one === undefined ? [] : known ? lineTo(items, one) : [one]}
        changeOnSelect={!leaf}
        showSearch
        allowClear
        loading={first.isFetching}
        onChange={(line) => onChange((line as readonly string[] | undefined)?.at(-1))}
      />
    );
  }
  const options = items.filter((each) => !leaf || each.leaf).map((each) => ({ value: each.code, label: pathText(each, titled) }));
  const search = whole ? { optionFilterProp: 'label' } : { filterOption: false as const, onSearch: setTyped };
  const many = whole ? undefined : say('typeToFind', { n: found.data?.total ?? 0 });
  if (several) {
    return (
      <Select
        {...common}
        mode="multiple"
        value={Array.isArray(value) ? (value as string[]) : []}
        options={options}
        showSearch={search}
        loading={found.isFetching}
        {...(many !== undefined && { placeholder: many })}
        onChange={(next: string[]) => onChange(next.length === 0 ? undefined : next)}
      />
    );
  }
  return (
    <Select
      {...common}
      value={one}
      options={offered || one === undefined ? options : [...options, { value: one, label: stopped ?? one }]}
      showSearch={search}
      allowClear
      loading={found.isFetching}
      {...(many !== undefined && { placeholder: many })}
      onChange={(next: string | undefined) => onChange(next)}
    />
  );
}
