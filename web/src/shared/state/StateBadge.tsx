import { Tooltip } from 'antd';

import type { Tone } from '@/shared/theme/tokens';

import styles from './state.module.css';
import { StateMark } from './StateMark';

interface StateBadgeProps {
  tone: Tone;
  label: string;
  /** `plain` is mark and word, for tables; `soft` has a tinted ground, for headers. */
  kind?: 'plain' | 'soft';
  /** Why it is so, on hover. */
  reason?: string | null | undefined;
}

/** A state as mark, word and colour. */
export function StateBadge({ tone, label, kind = 'plain', reason }: StateBadgeProps) {
  const badge = (
    <span className={styles.badge} data-tone={tone} data-kind={kind}>
      <StateMark tone={tone} />
      {label}
    </span>
  );
  return reason ? <Tooltip title={reason}>{badge}</Tooltip> : badge;
}
