import styles from './detail.module.css';

/** A number, address or key that must be read letter by letter; `whole` keeps it on one line. */
export function Code({ children, whole = false }: { children: string; whole?: boolean }) {
  return (
    <span className={styles.mono} data-whole={whole}>
      {children}
    </span>
  );
}
