import { Tooltip } from 'antd';

import { useLocale } from '@/shared/i18n/words';

import { absolute, compact, duration, relative } from './format';
import styles from './Time.module.css';
import { useNow } from './useNow';

interface TimeProps {
  /** ISO 8601, or nothing yet. */
  at: string | null | undefined;
  /** `both` shows the wall clock and how long ago; the other two show one and tell the rest on hover. */
  show?: 'both' | 'relative' | 'absolute';
  empty?: string;
}

/** A moment, relative and absolute. */
export function Time({ at, show = 'relative', empty = '' }: TimeProps) {
  const locale = useLocale();
  const now = useNow(5000);
  if (at === null || at === undefined) return <span className={styles.empty}>{empty}</span>;
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return <span>{at}</span>;
  const exact = absolute(ms);
  const ago = relative(ms, now, locale);
  if (show === 'both') {
    return (
      <time dateTime={at} title={exact} className={styles.time}>
        {compact(ms, now)} <span className={styles.ago}>{ago}</span>
      </time>
    );
  }
  const shown = show === 'relative' ? ago : exact;
  return (
    <Tooltip title={show === 'relative' ? exact : ago}>
      <time dateTime={at} className={styles.time}>
        {shown}
      </time>
    </Tooltip>
  );
}

/** How long something took, or has been taking: runs on while `to` is missing. */
export function Duration({ from, to }: { from: string | null | undefined; to: string | null | undefined }) {
  const locale = useLocale();
  const now = useNow(1000);
  if (from === null || from === undefined) return null;
  const over = to !== null && to !== undefined;
  const seconds = ((over ? Date.parse(to) : now) - Date.parse(from)) / 1000;
  // What took a moment is told to the tenth; what still runs counts whole seconds.
  const moment = over && seconds > 0 && seconds < 10;
  return <span className={styles.time}>{moment ? `${seconds.toFixed(1)} ${locale === 'zh-CN' ? '秒' : 's'}` : duration(seconds, locale)}</span>;
}
