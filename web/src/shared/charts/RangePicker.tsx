import { Button, Select } from 'antd';

import { useLocale, useWords } from '@/shared/i18n/words';
import { compact } from '@/shared/time/format';

import { RANGES, useTimeRange } from './range';
import styles from './charts.module.css';
import { words } from './words';

/** The time range of the page. */
export function RangePicker() {
  const say = useWords(words);
  const locale = useLocale();
  const [range, { preset }] = useTimeRange();
  if (range.from !== undefined && range.to !== undefined) {
    const long = Date.UTC(2100, 0);
    return (
      <span className={styles.range}>
        {say('custom', { from: compact(range.from * 1000, long), to: compact(range.to * 1000, long) })}
        <Button size="small" onClick={() => preset('1h')}>
          {say('backToLive')}
        </Button>
      </span>
    );
  }
  return (
    <Select
      size="small"
      aria-label={say('range')}
      style={{ width: 112 }}
      value={range.key}
      options={RANGES.map((each) => ({ value: each.key, label: locale === 'zh-CN' ? `近 ${each.zh}` : each.en }))}
      onChange={preset}
    />
  );
}
