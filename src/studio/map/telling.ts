/** The tensor that opens by itself: the one that says most. */
import type { TensorObservation } from '../../engine/client.ts';
import { SIGMAS } from './chance.ts';
import { type GridValue, isGridHatched } from './quantities.ts';
import type { Shown } from './shown.ts';

/**
 * Surely the farthest from chance, or surely the largest where chance says nothing: a vector's handful of entries comes
 * after a matrix. Never one with too few entries to tell.
 */
export function mostTelling({ observation, quantity, chance }: Omit<Shown, 'scale'>): string | undefined {
  const far = ({ value, error, chance: own = chance }: GridValue): number =>
    (own === undefined ? value : Math.abs(value - own)) - SIGMAS * error;
  let best: { readonly tensor: TensorObservation; readonly far: number } | undefined;
  for (const tensor of observation.tensors) {
    const value = quantity.ofTensor(tensor);
    if (!value || isGridHatched(value, { chance })) continue;
    if (!best || far(value) > best.far) best = { tensor, far: far(value) };
  }
  return best?.tensor.name;
}
