/** The mark of the product: streams that join. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="var(--ty-accent)" />
      <g fill="none" stroke="var(--ty-on-accent)" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6 9.5c6 0 7 6.5 12 6.5h8" />
        <path d="M6 22.5c6 0 7-6.5 12-6.5" />
        <path d="M6 16h5" opacity=".55" />
      </g>
    </svg>
  );
}
