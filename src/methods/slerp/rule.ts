/**
 * SLERP (Shoemake 1985): sin((1−t)θ)/sin θ · base + sin(tθ)/sin θ · other on the tensors as they are, θ being the angle
 * between them as vectors. Nearly parallel tensors, of the same or opposite direction, are interpolated linearly.
 */
import { arc } from '../arc.ts';
import type { Gram } from '../gram.ts';
import { baseOf, emitInput, emitSpan } from '../span.ts';
import type { Work } from '../work.ts';

/** Beyond this |cos θ| the arc and the chord are alike, and sin θ divides badly. */
export const PARALLEL = 0.9995;
/** A vector no longer than this has no direction: it is not normalised. */
const NO_DIRECTION = 1e-8;

export async function slerp(work: Work): Promise<void> {
  const [other] = work.models;
  if (other === undefined) return emitInput(work, baseOf(work));
  if (work.base === undefined) return emitInput(work, other);
  const t = work.number('t');
  await emitSpan(work, {
    vectors: [{ x: work.base }, { x: other }],
    axis: 'all',
    coefficients: (gram) => {
      const cosine = cosineOf(gram);
      if (Math.abs(cosine) <= PARALLEL) return arc(cosine, t);
      work.note(`Nearly parallel (cosine ${cosine.toFixed(5)}): interpolated linearly.`);
      return [1 - t, t];
    },
  });
}

/** The cosine of the angle; a vector too short for a direction counts with the length it has. */
function cosineOf(gram: Gram): number {
  const unit = (length: number) => (length > NO_DIRECTION ? length : 1);
  return Math.max(-1, Math.min(1, gram.product(0, 1) / (unit(gram.norm(0)) * unit(gram.norm(1)))));
}
