import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';

import { useTitled, useWords } from '@/shared/i18n/words';
import { shortId, useItemNames, useItemsToChoose } from '@/shared/items/items';

import { words } from '../messages';
import { itemTypesOf, typeOf } from '../schema';
import { statusOf, type WidgetProps } from './widget';

/** Another item, or several, found by name among those of the types that may stand here. */
export default function ItemWidget({ id, schema, title, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const say = useWords(words);
  const titled = useTitled();
  const [typed, setTyped] = useState('');
  const found = useItemsToChoose(itemTypesOf(schema), useDeferredValue(typed.trim()));
  const several = typeOf(schema) === 'array';
  const held = (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string' && each !== '');
  const offered = (found.data ?? []).map((item) => ({ value: item.id, label: item.name, kind: titled(item.type_title, item.type_title_en) }));
  // What is chosen keeps its name whatever is looked for.
  const names = useItemNames(held.filter((each) => offered.every((option) => option.value !== each)));
  const options = [...[...names].map(([each, name]) => ({ value: each, label: name ?? shortId(each), kind: '' })), ...offered];
  const common = {
    id,
    disabled,
    status: statusOf(invalid),
    'aria-label': title,
    'aria-describedby': describedBy,
    style: { width: '100%' },
    placeholder: say('findItem'),
    loading: found.isFetching,
    showSearch: { filterOption: false as const, onSearch: setTyped },
    optionRender: (option: { data: { label: string; kind: string } }) => (
      <>
        {option.data.label} <small>{option.data.kind}</small>
      </>
    ),
    onBlur,
  };
  if (several) {
    return <Select {...common} mode="multiple" options={options} value={held} onChange={(next: string[]) => onChange(next.length === 0 ? undefined : next)} />;
  }
  return <Select {...common} allowClear options={options} value={held[0]} onChange={(next: string | undefined) => onChange(next)} />;
}
