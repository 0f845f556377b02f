import { Button, Checkbox, Popover, Radio } from 'antd';
import { ChevronDown, X } from 'lucide-react';

import { useLocale, useWords } from '@/shared/i18n/words';
import { StateMark } from '@/shared/state/StateMark';

import styles from './list.module.css';
import type { FilterField, FilterOption } from './types';
import { words } from './words';

interface FilterMenuProps {
  field: FilterField;
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
}

function OptionLabel({ option }: { option: FilterOption }) {
  return (
    <span className={styles.option}>
      {option.tone !== undefined && <StateMark tone={option.tone} />}
      {option.label}
    </span>
  );
}

/** A filter as a button that tells what it does: `状态: 告警中、待确认`. */
export function FilterMenu({ field, values, onChange }: FilterMenuProps) {
  const say = useWords(words);
  const separator = useLocale() === 'zh-CN' ? '、' : ', ';
  const chosen = field.options.filter((option) => values.includes(option.value));
  const toggle = (value: string): void => {
    if (field.single === true) onChange(values.includes(value) ? [] : [value]);
    else onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  };
  const menu = (
    <div className={styles.options}>
      {field.options.map((option) =>
        field.single === true ? (
          <Radio key={option.value} checked={values.includes(option.value)} onClick={() => toggle(option.value)}>
            <OptionLabel option={option} />
          </Radio>
        ) : (
          <Checkbox key={option.value} checked={values.includes(option.value)} onChange={() => toggle(option.value)}>
            <OptionLabel option={option} />
          </Checkbox>
        ),
      )}
    </div>
  );
  return (
    <span className={styles.filter} data-on={chosen.length > 0}>
      <Popover content={menu} trigger="click" placement="bottomLeft" arrow={false}>
        <Button type="text" size="small" className={styles.filterButton}>
          {field.title}
          {chosen.length > 0 && <b className={styles.filterValue}>{chosen.map((option) => option.label).join(separator)}</b>}
          {chosen.length === 0 && <ChevronDown size={13} />}
        </Button>
      </Popover>
      {chosen.length > 0 && (
        <button type="button" className={styles.filterClear} aria-label={`${say('clear')}: ${field.title}`} onClick={() => onChange([])}>
          <X size={13} />
        </button>
      )}
    </span>
  );
}
