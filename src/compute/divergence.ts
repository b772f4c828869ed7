/** The divergence of two rows of weights read as logits: what Arcee Fusion weighs differences by. */

const FLOOR = 1e-8;

/**
 * Σ p·ln(p / q) with p = softmax(to) + 1e-8 and q = softmax(from) + 1e-8, in double precision. The two are nearly equal,
 * so it is summed as Σ p·(e − 1 + exp(−e)), e = ln(p / q), which is the same (Σ p = Σ q) and does not cancel.
 */
export function rowDivergence(to: ArrayLike<number>, from: ArrayLike<number>): number {
  const { length } = from;
  let largest = -Infinity;
  for (let i = 0; i < length; i++) largest = Math.max(largest, from[i] ?? 0);
  let partition = 0;
  for (let i = 0; i < length; i++) partition += Math.exp((from[i] ?? 0) - largest);
  let growth = 0; // the other row's partition function, relative to this one's, less 1
  for (let i = 0; i < length; i++) growth += (Math.exp((from[i] ?? 0) - largest) / partition) * Math.expm1((to[i] ?? 0) - (from[i] ?? 0));
  const shift = Math.log1p(growth);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const share = Math.exp((from[i] ?? 0) - largest) / partition;
    const difference = share * Math.expm1((to[i] ?? 0) - (from[i] ?? 0) - shift);
    const e = Math.log1p(difference / (share + FLOOR));
    sum += (share + FLOOR + difference) * excess(e);
  }
  return sum;
}

/** e − 1 + exp(−e), by its series where the terms would cancel. */
function excess(e: number): number {
  if (Math.abs(e) > 0.01) return e + Math.expm1(-e);
  return e * e * (1 / 2 - e * (1 / 6 - e * (1 / 24 - e * (1 / 120 - e / 720))));
}
