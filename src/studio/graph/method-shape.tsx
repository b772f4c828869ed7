/** Methods by shape: what each family does to its models, in sixteen pixels. */

/** Paths on a square of 16. */
const SHAPES = {
  mean: 'M3 4.5 8 8l-5 3.5M8 8h5',
  plus: 'M8 3v10M3 8h10',
  arc: 'M2.5 11C4.5 6 11.5 6 13.5 11',
  bars: 'M3.5 4v8M6.5 6.5v3M9.5 6.5v3M12.5 4v8',
  stock: 'M8 3 13 12H3Z',
  dots: 'M4 4h.01M8 4h.01M12 4h.01M4 8h.01M8 8h.01M12 8h.01M4 12h.01M8 12h.01M12 12h.01',
  stack: 'M3 5h10M3 8h10M3 11h10',
} as const;

const BY_METHOD: Readonly<Record<string, keyof typeof SHAPES>> = {
  linear: 'mean',
  task_arithmetic: 'plus',
  slerp: 'arc',
  nuslerp: 'arc',
  multislerp: 'arc',
  karcher: 'arc',
  model_stock: 'stock',
  ties: 'bars',
  dare_linear: 'bars',
  dare_ties: 'bars',
  breadcrumbs: 'bars',
  breadcrumbs_ties: 'bars',
  della: 'bars',
  della_linear: 'bars',
  passthrough: 'stack',
};

export const shapePath = (method: string): string => SHAPES[BY_METHOD[method] ?? 'dots'];

export const MethodShape = ({ method }: { readonly method: string }) => (
  <svg
    viewBox="0 0 16 16"
    width={16}
    height={16}
    fill="none"
    stroke="currentColor"
    strokeWidth={1.8}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={shapePath(method)} />
  </svg>
);
