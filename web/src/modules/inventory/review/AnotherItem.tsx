import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';

import { useTitled, useWords } from '@/shared/i18n/words';
import { useItemsToChoose } from '@/shared/items/items';

import { useItemType, useItemTypes } from '../queries';
import styles from './review.module.css';
import { reviewWords } from './words';

/** Puts another item of a fitting type beside the observation. */
export function AnotherItem({ type, onChoose }: { type: string; onChoose: (item: string) => void }) {
  const say = useWords(reviewWords);
  const titled = useTitled();
  const [typed, setTyped] = useState('');
  const lineage = useItemType(type)?.lineage ?? [type];
  const types = useItemTypes().data ?? [];
  const fitting = lineage.filter((key) => types.some((each) => each.key === key && !each.abstract));
  const found = useItemsToChoose(fitting, useDeferredValue(typed.trim()));
  return (
    <Select
      className={styles.picker}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={null}
      placeholder={`${say('another')} · ${say('anotherHint')}`}
      aria-label={say('another')}
      loading={found.isFetching}
      options={(found.data ?? []).map((item) => ({ value: item.id, label: `${item.name} · ${titled(item.type_title, item.type_title_en)}` }))}
      onChange={(id: string | null) => {
        if (id !== null) onChoose(id);
      }}
    />
  );
}
