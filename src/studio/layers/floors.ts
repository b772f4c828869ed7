/** What diagnostics show of weights that mean nothing: rounding alone, or a change without structure. */
import type { Observation } from '../../engine/client.ts';

type DType = Observation['tensors'][number]['dtype'];

/** Bits behind the binary point of the types that weights are written in. */
const BITS: Readonly<Partial<Record<DType, number>>> = { F8_E5M2: 2, F8_E4M3: 3, BF16: 7, F16: 10, F32: 23, F64: 52 };

/**
 * ‖error‖/‖x‖ of rounding once, for values spread evenly in their logarithm: the error is even over half a spacing either
 * way (√1⁄12 of it), and the mean square of a mantissa is 1.5/ln 2.
 */
export const roundingFloor = (dtype: DType): number => Math.sqrt(Math.LN2 / 18) * 2 ** -(BITS[dtype] ?? 52);

/** Of the coarsest type among the tensors. */
export function coarsestRounding({ tensors }: Observation): { readonly dtype: DType; readonly floor: number } | undefined {
  const floors = [...new Set(tensors.map(({ dtype }) => dtype))].map((dtype) => ({ dtype, floor: roundingFloor(dtype) }));
  return floors.toSorted((a, b) => b.floor - a.floor)[0];
}

/** Steps of an integral over half the normal curve, and how far it goes. */
const STEPS = 4000;
const FAR = 8;

/** The share of a vector's length that its largest entries have when entries are normally distributed. */
export function normalKept(share: number): number {
  const wide = FAR / STEPS;
  let [tail, energy] = [0, 0];
  for (let z = FAR - wide / 2; z > 0 && tail < share; z -= wide) {
    const mass = Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) * wide;
    tail += mass;
    energy += z * z * mass;
  }
  return Math.sqrt(Math.min(1, energy));
}
