import { Button, Checkbox, Input, Popover, Segmented } from 'antd';
import { Search, SlidersHorizontal } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { useWords } from '@/shared/i18n/words';

import { FilterMenu } from './FilterMenu';
import { RangeFilter, TextFilter } from './TypedFilter';
import { isVisible, toggleColumn, type Density, type ListLayout } from './layout';
import styles from './list.module.css';
import type { Column, FilterField } from './types';
import type { ListAddress } from './useListAddress';
import { words } from './words';

interface ToolbarProps<T> {
  address: ListAddress;
  fields: readonly FilterField[];
  columns: readonly Column<T>[];
  layout: ListLayout;
  onLayout: (layout: ListLayout) => void;
  searchable: boolean;
  searchHint: string | undefined;
  searchId: string;
  phone: boolean;
  extra: ReactNode;
  /** What stands at the very end: views, export. */
  end: ReactNode;
}

/** Searches when typing pauses, so that the address does not change with each letter. */
function SearchField({ address, hint, id }: { address: ListAddress; hint: string; id: string }) {
  const [draft, setDraft] = useState<{ base: string; text: string; timer: number } | undefined>();
  const text = draft?.base === address.search ? draft.text : address.search;
  const type = (next: string): void => {
    window.clearTimeout(draft?.timer);
    const timer = window.setTimeout(() => address.setSearch(next.trim()), 300);
    setDraft({ base: address.search, text: next, timer });
  };
  return (
    <Input
      id={id}
      allowClear
      className={styles.search}
      prefix={<Search size={14} className={styles.searchMark} />}
      placeholder={hint}
      aria-label={hint}
      value={text}
      onChange={(event) => type(event.target.value)}
      onPressEnter={() => address.setSearch(text.trim())}
    />
  );
}

export function Toolbar<T>(props: ToolbarProps<T>) {
  const say = useWords(words);
  const { address, fields, columns, layout, onLayout } = props;
  const settings = (
    <div className={styles.settings}>
      <div className={styles.settingsTitle}>{say('density')}</div>
      <Segmented<Density>
        size="small"
        value={layout.density}
        options={[
          { value: 'normal', label: say('normal') },
          { value: 'compact', label: say('compact') },
        ]}
        onChange={(density) => onLayout({ ...layout, density })}
      />
      <div className={styles.settingsTitle}>{say('columns')}</div>
      <div className={styles.options}>
        {columns.map((column) => (
          <Checkbox
            key={column.key}
            checked={isVisible(column, layout)}
            disabled={column.fixed === true}
            onChange={() => onLayout(toggleColumn(column, layout))}
          >
            {column.title}
          </Checkbox>
        ))}
      </div>
    </div>
  );
  return (
    <div className={styles.toolbar}>
      {props.searchable && <SearchField address={address} hint={props.searchHint ?? say('search')} id={props.searchId} />}
      <div className={styles.filters}>
        {fields.map((field) => {
          const Menu = field.kind === 'text' ? TextFilter : field.kind === 'range' ? RangeFilter : FilterMenu;
          return <Menu key={field.key} field={field} values={address.filters[field.key] ?? []} onChange={(values) => address.setFilter(field.key, values)} />;
        })}
        {address.isFiltered && (
          <Button type="link" size="small" onClick={address.clear}>
            {say('clear')}
          </Button>
        )}
      </div>
      <div className={styles.toolbarEnd}>
        {props.extra}
        {props.end}
        {!props.phone && (
          <Popover content={settings} trigger="click" placement="bottomRight" arrow={false}>
            <Button type="text" icon={<SlidersHorizontal size={15} />} aria-label={say('view')} title={say('view')} />
          </Popover>
        )}
      </div>
    </div>
  );
}
