/** The parts of a model that a parameter can be shaped for on their own: words in tensors' names. */
import type { CurveFilter, FilteredCurve } from '../../recipe/curve.ts';

export interface FilterChoice {
  readonly filter: CurveFilter;
  readonly label: string;
  /** What its tensors are, for the tip. */
  readonly help: string;
  /** Outside the layers, where one number is all there is. */
  readonly single?: boolean;
}

const KNOWN: readonly FilterChoice[] = [
  { filter: undefined, label: 'All', help: 'Everything that has no curve of its own.' },
  { filter: 'self_attn', label: 'Attention', help: 'Tensors with self_attn in their name.' },
  { filter: 'mlp', label: 'MLP', help: 'Tensors with mlp in their name.' },
  { filter: 'norm', label: 'Norms', help: 'Tensors with norm in their name. The last one, behind the layers, takes the first value.' },
  {
    filter: 'embed',
    label: 'Embed.',
    help: 'The embeddings: tensors with embed in their name. They stand before the layers.',
    single: true,
  },
];

/** The known ones, and those that the recipe itself names. */
export function filterChoices(curves: readonly FilteredCurve[]): readonly FilterChoice[] {
  const named = curves.filter(({ filter }) => KNOWN.every((known) => known.filter !== filter));
  return [...KNOWN, ...named.map(({ filter = '' }) => ({ filter, label: filter, help: `Tensors with ${filter} in their name.` }))];
}

export const filterLabel = (filter: CurveFilter): string => KNOWN.find((known) => known.filter === filter)?.label ?? filter ?? 'All';
