import { Button, Checkbox, Input, Popover, Radio } from 'antd';
import { ChevronDown, Search, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { useListed, useWords } from '@/shared/i18n/words';
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

/** More than this many values are searched, not looked through. */
const MANY = 12;

/** A filter as a button that tells what it does: `状态: 告警中、待确认`. */
export function FilterMenu({ field, values, onChange }: FilterMenuProps) {
  const say = useWords(words);
  const listed = useListed();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const offered = wanted === '' ? field.options : field.options.filter((option) => option.label.toLowerCase().includes(wanted));
  const chosen = field.options.filter((option) => values.includes(option.value));
  const toggle = (value: string): void => {
    if (field.single === true) onChange(values.includes(value) ? [] : [value]);
    else onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  };
  const options = (
    <div className={styles.options}>
      {offered.map((option) =>
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
      {offered.length === 0 && <span className={styles.settingsTitle}>{say('nothingFound')}</span>}
    </div>
  );
  const menu =
    field.options.length <= MANY ? (
      options
    ) : (
      <>
        <Input
          allowClear
          size="small"
          className={styles.optionSearch}
          prefix={<Search size={13} className={styles.searchMark} />}
          placeholder={say('search')}
          aria-label={`${say('search')}: ${field.title}`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {options}
      </>
    );
  const text = listed(chosen.map((option) => option.label));
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
