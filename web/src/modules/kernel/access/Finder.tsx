import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';

import { useWords } from '@/shared/i18n/words';

import { find, type Choice, type HolderKind } from './api';
import { words } from './words';

interface FinderProps {
  id: string;
  kind: HolderKind | 'organisation';
  value: readonly Choice[];
  onChange: (chosen: Choice[]) => void;
  multiple?: boolean;
  placeholder?: string;
}

/** Finds people, groups, posts or organisations by name. */
export function Finder({ id, kind, value, onChange, multiple = false, placeholder }: FinderProps) {
  const say = useWords(words);
  const [typed, setTyped] = useState('');
  const found = useQuery({ queryKey: ['access', 'find', kind, typed], queryFn: () => find(kind, typed), staleTime: 30_000 });
  const options = (found.data ?? []).map((each) => ({ value: each.id, label: each.name }));
  const chosen = value.map((each) => ({ value: each.id, label: each.name }));
  const take = (picked: { value: string; label: unknown }[]): void => onChange(picked.map((each) => ({ id: each.value, name: String(each.label) })));
  const common = {
    id,
    showSearch: { filterOption: false as const, onSearch: setTyped },
    labelInValue: true as const,
    allowClear: true,
    options,
    loading: found.isFetching,
    placeholder: placeholder ?? say('byName'),
    style: { width: '100%' },
  };
  if (multiple) return <Select {...common} mode="multiple" value={chosen} onChange={(picked: { value: string; label: unknown }[]) => take(picked)} />;
  return (
    <Select
      {...common}
      value={chosen[0] ?? null}
      onChange={(picked: { value: string; label: unknown } | null | undefined) => take(picked === null || picked === undefined ? [] : [picked])}
    />
  );
}
