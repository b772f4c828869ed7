/** Two models and what they share. */
export function Logo({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 9a8.6 8.6 0 0 1 0 14 8.6 8.6 0 0 1 0-14z" fill="var(--accent)" />
      <g fill="none" stroke="var(--ink)" strokeWidth="2.6">
        <circle cx="11" cy="16" r="8.6" />
        <circle cx="21" cy="16" r="8.6" />
      </g>
    </svg>
  );
}
