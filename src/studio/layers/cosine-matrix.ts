/** How the task vectors and the result's own change lie to one another, over the whole model. */
import { cosineFloor, type LayerTotals, type Material, type Matrix } from './panel.ts';

/** Cosines of the task vectors over the whole model, and of the result's own change where there is a base. */
export function cosineMatrix({ observation, names }: Material, totals: LayerTotals['totals']): Matrix | undefined {
  const { inputs, tensors } = observation;
  const shown = inputs.flatMap(({ base }, i) => (base ? [] : [i]));
  if (shown.length < 2) return undefined;
  const base = inputs.findIndex((input) => input.base);
  const between = (a: number, b: number) =>
    totals.pairs.find(({ pair }) => pair[0] === Math.min(a, b) && pair[1] === Math.max(a, b))?.cosine;
  const merged = base < 0 ? [] : shown.map((input) => resultCosine(tensors, base, input));
  const rows = shown.map((a, i) => [...shown.map((b) => (a === b ? undefined : between(a, b))), ...(base < 0 ? [] : [merged[i]])]);
  return {
    names: [...shown.map((input) => names[input] ?? ''), ...(base < 0 ? [] : ['merge'])],
    values: base < 0 ? rows : [...rows, [...merged, undefined]],
    floor: cosineFloor(totals.looked),
  };
}

/** cos(result − base, τ): ⟨r, τ⟩ = (‖r‖² + ‖τ‖² − ‖r − τ‖²) / 2, tensor by tensor. */
function resultCosine(tensors: Material['observation']['tensors'], base: number, input: number): number | undefined {
  let [product, moved, changed] = [0, 0, 0];
  for (const { distances, changes } of tensors) {
    const [r, t, apart] = [distances[base] ?? Number.NaN, changes[input] ?? Number.NaN, distances[input] ?? Number.NaN];
    if (!Number.isFinite(r + t + apart)) continue;
    product += (r * r + t * t - apart * apart) / 2;
    moved += r * r;
    changed += t * t;
  }
  return moved > 0 && changed > 0 ? product / Math.sqrt(moved * changed) : undefined;
}
