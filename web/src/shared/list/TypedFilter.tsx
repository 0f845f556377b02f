import { Button, Input } from 'antd';
import { useState } from 'react';

import { useWords } from '@/shared/i18n/words';
import { wall } from '@/shared/time/format';

import { FilterButton, type FilterMenuProps } from './FilterMenu';
import styles from './list.module.css';
import { words } from './words';

const DAY_MS = 86_400_000;
const PRESETS = [
  { key: 'today', days: 0 },
  { key: 'week', days: 6 },
  { key: 'month', days: 29 },
] as const;

/** A filter by typed words: an address, a name, a number. */
export function TextFilter({ field, values, onChange }: FilterMenuProps) {
  const say = useWords(words);
  const [draft, setDraft] = useState<string>();
  const text = values[0] ?? '';
  const give = (next: string): void => {
    setDraft(undefined);
    onChange(next.trim() === '' ? [] : [next.trim()]);
  };
  const menu = (
    <Input.Search
      autoFocus
      allowClear
      size="small"
      aria-label={field.title}
      placeholder={say('contains')}
      value={draft ?? text}
      onChange={(event) => setDraft(event.target.value)}
      onSearch={give}
    />
  );
  return <FilterButton title={field.title} text={text} menu={menu} onClear={() => give('')} />;
}

/** A moment as the address holds it: the estate's wall clock to the minute, without a zone, as the server means it. */
const atMinute = (ms: number): string => `${wall(ms).date}T${wall(ms).minute}`;

/** `11-01 00:00 – 11-21 18:00`; an open end is left out. */
const shown = (text: string): string => text.replace('T', ' ').slice(5);

/** A filter by a span of time, by the estate's clock; the end is not in it. */
export function RangeFilter({ field, values, onChange }: FilterMenuProps) {
  const say = useWords(words);
  const [from = '', until = ''] = values;
  const give = (start: string, end: string): void => onChange(start === '' && end === '' ? [] : [start, end]);
  const input = (label: string, value: string, set: (next: string) => void) => (
    <label className={styles.moment}>
      <span>{label}</span>
      <Input size="small" type="datetime-local" value={value.slice(0, 16)} onChange={(event) => set(event.target.value)} />
    </label>
  );
  const menu = (
    <div className={styles.span}>
      <div className={styles.presets}>
        {PRESETS.map(({ key, days }) => (
          <Button key={key} size="small" onClick={() => give(`${wall(Date.now() - days * DAY_MS).date}T00:00`, '')}>
            {say(key)}
          </Button>
        ))}
        <Button size="small" onClick={() => give(atMinute(Date.now() - 3_600_000), '')}>
          {say('hour')}
        </Button>
      </div>
      {input(say('from'), from, (next) => give(next, until))}
      {input(say('until'), until, (next) => give(from, next))}
    </div>
  );
  const text = from === '' && until === '' ? '' : `${shown(from)} – ${shown(until)}`.trim();
  return <FilterButton title={field.title} text={text} menu={menu} onClear={() => onChange([])} />;
}
