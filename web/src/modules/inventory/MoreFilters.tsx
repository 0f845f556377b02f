import { Dropdown } from 'antd';
import { ListFilterPlus } from 'lucide-react';

import { useWords } from '@/shared/i18n/words';
import type { FilterField } from '@/shared/list/types';

import { typeWords } from './typeWords';
import styles from './types.module.css';

/** The filters that a type offers beside those that are shown, to take one more. */
export function MoreFilters({ rest, onTake }: { rest: readonly FilterField[]; onTake: (key: string) => void }) {
  const say = useWords(typeWords);
  if (rest.length === 0) return null;
  return (
    <Dropdown trigger={['click']} menu={{ className: styles.more ?? '', items: rest.map((field) => ({ key: field.key, label: field.title })), onClick: ({ key }) => onTake(key) }}>
      <button type="button" className={styles.moreButton} aria-label={say('moreFilters')}>
        <ListFilterPlus size={14} />
        {say('moreFilters')}
      </button>
    </Dropdown>
  );
}
