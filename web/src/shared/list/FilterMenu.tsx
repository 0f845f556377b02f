import { Button, Checkbox, Popover, Radio } from 'antd';
import { ChevronDown, X } from 'lucide-react';
import type { ReactNode } from 'react';

import { useLocale, useWords } from '@/shared/i18n/words';
import { StateMark } from '@/shared/state/StateMark';

import styles from './list.module.css';
import type { FilterField, FilterOption } from './types';
import { words } from './words';

export interface FilterMenuProps {
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
  const text = chosen.map((option) => option.label).join(separator);
  return <FilterButton title={field.title} text={text} menu={menu} onClear={() => onChange([])} />;
}

/** The button of a filter: its name, what it is set to, and the way to unset it. */
export function FilterButton({ title, text, menu, onClear }: { title: string; text: string; menu: ReactNode; onClear: () => void }) {
  const say = useWords(words);
  return (
    <span className={styles.filter} data-on={text !== ''}>
      <Popover content={menu} trigger="click" placement="bottomLeft" arrow={false}>
        <Button type="text" size="small" className={styles.filterButton}>
          {title}
          {text === '' ? <ChevronDown size={13} /> : <b className={styles.filterValue}>{text}</b>}
        </Button>
      </Popover>
      {text !== '' && (
        <button type="button" className={styles.filterClear} aria-label={`${say('clear')}: ${title}`} onClick={onClear}>
          <X size={13} />
        </button>
      )}
    </span>
  );
}
