import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';

import { useTitled, useWords } from '@/shared/i18n/words';

import { listItems } from '../api';
import styles from './topology.module.css';
import { words } from './words';

/** Chooses whose picture is shown, by a part of its name. */
export function ItemPicker() {
  const say = useWords(words);
  const titled = useTitled();
  const go = useNavigate();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({ queryKey: ['items', 'pick', q], queryFn: ({ signal }) => listItems({ q, limit: 20, sort: 'name' }, signal), enabled: q !== '' });
  return (
    <Select
      className={styles.picker}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={null}
      placeholder={say('pickItem')}
      aria-label={say('pickItem')}
      notFoundContent={q === '' ? null : undefined}
      loading={found.isFetching}
      options={(found.data?.items ?? []).map((item) => ({ value: item.id, label: `${item.name} · ${titled(item.type_title, item.type_title_en)}` }))}
      onChange={(id: string | null) => {
        if (id !== null) void go(`/topology?item=${id}`);
      }}
    />
  );
}
