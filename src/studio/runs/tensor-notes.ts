/** What is to be known about the tensors of a result: numbers that are none, and what the method noted. */
import type { TensorStatistics } from '../../engine/protocol.ts';
import { shortName } from '../state/model-marks.ts';
import { counted } from '../words/format.ts';

export const hasNotFinite = ({ notFinite = [] }: TensorStatistics): boolean => notFinite.length > 0;

export const isNoted = (tensor: TensorStatistics): boolean => hasNotFinite(tensor) || (tensor.notes ?? []).length > 0;

export function noteOf({ notFinite = [], notes = [] }: TensorStatistics): string {
  const bad = notFinite.map(({ input, nan, infinite }) => {
    const found = [nan > 0 && counted(nan, 'NaN', 'NaN'), infinite > 0 && counted(infinite, 'Inf', 'Inf')];
    return `${shortName(input)}: ${found.filter(Boolean).join(', ')}`;
  });
  return [...bad, ...notes].join('; ');
}

/** Tensors that are named before the rest is only counted. */
const NAMED = 3;

/** Which tensors have inputs that are no numbers, by name. */
export function notFiniteText(tensors: readonly TensorStatistics[]): string {
  const bad = tensors.filter(hasNotFinite);
  const told = bad.slice(0, NAMED).map((tensor) => `${tensor.name} (${noteOf({ ...tensor, notes: [] })})`);
  const more = bad.length > NAMED ? [`and ${counted(bad.length - NAMED, 'more tensor')}`] : [];
  return `${[...told, ...more].join(', ')}. What is no number in a model is none in the merge.`;
}
