import styles from './detail.module.css';

/** A number, address or key that must be read letter by letter. */
export function Code({ children }: { children: string }) {
  return <span className={styles.mono}>{children}</span>;
}
