import { Segmented, Switch } from 'antd';
import { useId } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { writeField } from '@/shared/list/fieldAddress';
import { Loaded } from '@/shared/state/Loaded';

import { LIFECYCLES } from '../health';
import { ItemFilterBar } from '../ItemFilterBar';
import { useItemFilters } from '../itemFilters';
import { useOverview, type ItemFilter } from './api';
import { Grouping } from './Grouping';
import { Overview } from './Overview';
import styles from './statistics.module.css';
import { words } from './words';

/** What belongs to this page and not to the filter of the items. */
const OWN = new Set(['by', 'shown']);
const IN_USE = LIFECYCLES.filter((each) => each !== 'retired').join(',');

/** The inventory in figures, narrowed as the list of items is; retired items do not count unless they are asked for. */
export function StatisticsPage() {
  const say = useWords(words);
  const retiredId = useId();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const filters = useItemFilters();
  const by = (params.get('by') ?? '').split(',').filter((key) => key !== '');
  const asked = Object.fromEntries([...params].filter(([name, value]) => value !== '' && !OWN.has(name)));
  const withRetired = params.get('lifecycle__in') === LIFECYCLES.join(',');
  const isNarrowed = Object.keys(asked).some((name) => name.startsWith('lifecycle'));
  const filter: ItemFilter = isNarrowed ? asked : { ...asked, lifecycle__in: IN_USE };
  const change = (edit: (next: URLSearchParams) => void): void => {
    const next = new URLSearchParams(params);
    edit(next);
    void navigate({ search: next.toString() }, { replace: true, preventScrollReset: true });
  };
  const group = (keys: readonly string[]): void => change((next) => (keys.length === 0 ? next.delete('by') : next.set('by', keys.join(','))));
  const opened = (key: string): string => {
    const next = new URLSearchParams(params);
    next.set('by', key);
    return `?${next.toString()}`;
  };
  return (
    <>
      <PageHeader title={say('statistics')} note={say('note')} />
      <div className={styles.bar}>
        <Segmented
          value={by.length === 0 ? 'overview' : 'grouping'}
          onChange={(view) => group(view === 'overview' ? [] : ['type'])}
          options={[
            { value: 'overview', label: say('overview') },
            { value: 'grouping', label: say('grouping') },
          ]}
        />
        <ItemFilterBar filters={filters} />
        <label htmlFor={retiredId} className={styles.retired}>
          <Switch id={retiredId} size="small" checked={withRetired} onChange={(on) => change((next) => writeField(next, 'lifecycle', undefined, on ? LIFECYCLES : []))} />
          {say('withRetired')}
        </label>
      </div>
      {by.length === 0 ? <Whole filter={filter} open={opened} /> : <Grouping by={by} filter={filter} onChange={group} />}
    </>
  );
}

function Whole({ filter, open }: { filter: ItemFilter; open: (by: string) => string }) {
  const found = useOverview(filter);
  return (
    <Loaded query={found} rows={10}>
      {(figures) => <Overview figures={figures} filter={filter} open={open} />}
    </Loaded>
  );
}
