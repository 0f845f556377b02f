import type { Tone } from '@/shared/theme/tokens';

import styles from './state.module.css';

/**
 * The shape of a state, so that it can be read without colour: diamond = act now, triangle = act soon, ring with a core = runs,
 * disc with a tick = fine, dashed ring = unknown or over.
 */
export function StateMark({ tone, size = 12 }: { tone: Tone; size?: number }) {
  return (
    <svg viewBox="0 0 12 12" width={size} height={size} className={styles.mark} data-tone={tone} aria-hidden="true">
      {tone === 'critical' && <rect x="2.2" y="2.2" width="7.6" height="7.6" rx="1.2" transform="rotate(45 6 6)" fill="currentColor" />}
      {tone === 'warning' && <path d="M6 1.2c.3 0 .6.2.8.5l4.3 7.6c.3.6-.1 1.3-.8 1.3H1.7c-.7 0-1.1-.7-.8-1.3L5.2 1.7c.2-.3.5-.5.8-.5Z" fill="currentColor" />}
      {tone === 'running' && (
        <>
          <circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <circle cx="6" cy="6" r="2.2" fill="currentColor" />
        </>
      )}
      {tone === 'ok' && (
        <>
          <circle cx="6" cy="6" r="5.2" fill="currentColor" />
          <path d="m3.6 6.2 1.7 1.7 3.2-3.6" fill="none" stroke="var(--ty-surface)" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
        </>
      )}
      {tone === 'idle' && <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.4 1.7" />}
    </svg>
  );
}
