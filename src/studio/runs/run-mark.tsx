/** How a run's line is drawn in a chart of several, in small. */
import type { Series } from '../layers/panel.ts';

export function RunMark({ look }: { readonly look: Series['look'] }) {
  const dots = look === 'dots' || look === 'open';
  return (
    <svg width="24" height="10" aria-hidden="true" stroke="currentColor" strokeWidth="1.5" fill={look === 'open' ? 'none' : 'currentColor'}>
      {!dots && <line x1="0" x2="24" y1="5" y2="5" strokeDasharray={look === 'dashed' ? '4 3' : undefined} />}
      {dots &&
        [4, 12, 20].map((x) =>
          look === 'open' ? <rect key={x} x={x - 2.5} y="2.5" width="5" height="5" /> : <circle key={x} cx={x} cy="5" r="2.5" />,
        )}
    </svg>
  );
}
