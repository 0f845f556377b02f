import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';

import { useTitled, useWords } from '@/shared/i18n/words';
import { useItemsToChoose } from '@/shared/items/items';

import styles from './topology.module.css';
import { words } from './words';

const ANY: readonly string[] = [];

/** Chooses whose picture is shown, by a part of its name. */
export function ItemPicker() {
  const say = useWords(words);
  const titled = useTitled();
  const go = useNavigate();
  const [typed, setTyped] = useState('');
  const found = useItemsToChoose(ANY, useDeferredValue(typed.trim()));
  return (
    <Select
      className={styles.picker}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={null}
      placeholder={say('pickItem')}
      aria-label={say('pickItem')}
      loading={found.isFetching}
      options={(found.data ?? []).map((item) => ({ value: item.id, label: `${item.name} · ${titled(item.type_title, item.type_title_en)}` }))}
      onChange={(id: string | null) => {
        if (id !== null) void go(`/topology?item=${id}`);
      }}
    />
  );
}
