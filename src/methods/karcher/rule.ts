/**
 * The Karcher mean (Karcher 1977) of the directions of all inputs, each weighing the same, times their mean length. The
 * iteration runs on coefficients: every vector in it is a combination of the inputs.
 */
import type { Gram } from '../gram.ts';
import { emitInput, emitSpan, inputsOf } from '../span.ts';
import type { Work } from '../work.ts';

export async function karcher(work: Work): Promise<void> {
  if (work.inputs === 1) return emitInput(work, 0);
  const steps = work.number('max_iter');
  const tolerance = work.number('tol');
  await emitSpan(work, {
    vectors: inputsOf(work).map((x) => ({ x })),
    axis: 'all',
    coefficients: (gram) => {
      const norms = inputsOf(work).map(gram.norm);
      const length = norms.reduce((sum, norm) => sum + norm / norms.length, 0);
      return meanDirection(gram, norms, steps, tolerance).map((part) => part * length);
    },
  });
}

/** Coefficients of the unit vector that is the mean; all zero where no input has a direction. */
function meanDirection(gram: Gram, norms: readonly number[], steps: number, tolerance: number): number[] {
  const long = norms.flatMap((norm, i) => (norm > tolerance ? [i] : []));
  const units = long.map((i) => norms.map((norm, j) => (i === j ? 1 / norm : 0)));
  const [first] = units;
  if (first === undefined) return norms.map(() => 0);
  const average = combine(
    units,
    units.map(() => 1 / units.length),
  );
  let mean = gram.length(average) >= tolerance ? unit(gram, average) : first;
  for (let step = 0; step < steps; step++) {
    const tangent = combine(
      units.map((v) => logarithm(gram, mean, v, tolerance)),
      units.map(() => 1 / units.length),
    );
    const length = gram.length(tangent);
    if (length < tolerance || length === 0) break;
    mean = unit(gram, combine([mean, tangent], [Math.cos(length), Math.sin(length) / length]));
  }
  return mean;
}

/** The tangent at `mean` that leads to `v`, as long as the angle between them; zero where they nearly coincide. */
function logarithm(gram: Gram, mean: readonly number[], v: readonly number[], tolerance: number): number[] {
  const cosine = Math.max(-1, Math.min(1, gram.inner(mean, v)));
  const angle = Math.acos(cosine);
  const sine = Math.sin(angle);
  return angle < tolerance || sine === 0 ? mean.map(() => 0) : combine([v, mean], [angle / sine, (-cosine * angle) / sine]);
}

const unit = (gram: Gram, vector: readonly number[]): number[] => vector.map((part) => part / gram.length(vector));

function combine(vectors: readonly (readonly number[])[], factors: readonly number[]): number[] {
  const [first = []] = vectors;
  return first.map((_, j) => vectors.reduce((sum, vector, i) => sum + (factors[i] ?? 0) * (vector[j] ?? 0), 0));
}
