import { Select, Segmented } from 'antd';
import { useId, useState } from 'react';

import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { useDimensions, useStatistic, type Counted, type ItemFilter } from './api';
import { Bars, Figure } from './Bars';
import { Cross } from './Cross';
import { ExportMenu } from './ExportMenu';
import styles from './statistics.module.css';
import { words } from './words';

interface GroupingProps {
  /** One or two keys of dimensions. */
  by: readonly string[];
  filter: ItemFilter;
  onChange: (by: readonly string[]) => void;
}

/** Items grouped as somebody asks, as a chart or as a table. */
export function Grouping({ by, filter, onChange }: GroupingProps) {
  const say = useWords(words);
  const titled = useTitled();
  const firstId = useId();
  const secondId = useId();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const typed = Object.fromEntries(Object.entries(filter).filter(([name]) => name === 'type' || name === 'type__in'));
  const dimensions = useDimensions(typed).data ?? [];
  const found = useStatistic(by.join(','), filter);
  const [first = '', second = ''] = by;
  const options = dimensions.map((each) => ({ value: each.key, label: titled(each.title, each.title_en) }));
  const pick = { showSearch: { optionFilterProp: 'label' }, className: styles.pick ?? '' };
  return (
    <>
      <div className={styles.bar}>
        <label htmlFor={firstId}>{say('first')}</label>
        <Select id={firstId} {...pick} value={first} options={options.filter((each) => each.value !== second)} onChange={(key) => onChange(second === '' ? [key] : [key, second])} />
        <label htmlFor={secondId}>{say('second')}</label>
        <Select id={secondId} {...pick} value={second} options={[{ value: '', label: say('noSecond') }, ...options.filter((each) => each.value !== first)]} onChange={(key) => onChange(key === '' ? [first] : [first, key])} />
        <Segmented size="small" value={view} onChange={setView} options={[{ value: 'chart', label: say('chart') }, { value: 'table', label: say('table') }]} />
        <ExportMenu by={by.join(',')} filter={filter} />
      </div>
      <Loaded query={found}>{(figures) => <Result figures={figures} view={view} />}</Loaded>
    </>
  );
}

function Result({ figures, view }: { figures: Counted; view: 'chart' | 'table' }) {
  const say = useWords(words);
  if (figures.groups.length === 0) return <Notice title={say('none')} detail={say('noneHint')} />;
  return (
    <div className={styles.result}>
      <p className={styles.note}>
        {say('total')} <Figure count={figures.total} to={undefined} />
        {figures.by.some((each) => each.several) && ` · ${say('several')}`}
        {figures.more > 0 && ` · ${say('cut', { shown: figures.groups.length, n: figures.more })}`}
      </p>
      {figures.by.length === 1 && view === 'chart' ? <Bars groups={figures.groups} total={figures.total} /> : <Cross figures={figures} view={view} />}
    </div>
  );
}
