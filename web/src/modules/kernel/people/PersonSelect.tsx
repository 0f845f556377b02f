import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';

import { useWords } from '@/shared/i18n/words';

import { listUsers } from './api';
import { words } from './words';

interface PersonSelectProps {
  id?: string;
  label: string;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  placeholder?: string;
}

/** One of thousands of people: what is typed is searched for on the server. */
export function PersonSelect({ id, label, value, onChange, placeholder }: PersonSelectProps) {
  const say = useWords(words);
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed);
  const found = useQuery({
    queryKey: ['users', 'pick', q],
    queryFn: ({ signal }) => listUsers({ q, active: 'true', limit: 20 }, signal),
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
  return (
    <Select
      {...(id !== undefined && { id })}
      aria-label={label}
      style={{ width: '100%' }}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      placeholder={placeholder ?? say('choosePerson')}
      value={value}
      options={(found.data?.items ?? []).map((person) => ({
        value: person.id,
        label: person.organisation === null ? `${person.name}（${person.username}）` : `${person.name}（${person.username}）· ${person.organisation.name}`,
      }))}
      onChange={(next) => onChange(next)}
    />
  );
}
