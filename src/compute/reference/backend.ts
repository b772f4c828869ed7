/**
 * The plain twin: every kernel as a reader would write it down, over whole tiles. The oracle of the tests, and the
 * machine for float64 tensors.
 *
 * 'float64' is the truth: everything in double precision, one rounding into the target's dtype. 'float32' rounds after
 * every operation, in mergekit's order. Magnitudes compare as float32 bits, and sums of measurements are float64, in both.
 */
import type { Backend } from '../backend.ts';
import { createHostBackend, type HostKernels } from '../host-backend.ts';
import type { Arithmetic } from './arithmetic.ts';
import { combine } from './combine.ts';
import { contest } from './contest.ts';
import { elect } from './elect.ts';
import { finite, gram, mass } from './measure.ts';
import { histogram, locate } from './order.ts';
import { pointwise, pointwiseStatistics } from './pointwise.ts';

export type ReferenceMode = 'float64' | 'float32';

const ROUNDINGS: Readonly<Record<ReferenceMode, Arithmetic>> = { float64: (x) => x, float32: Math.fround };

export function createReferenceBackend(mode: ReferenceMode): Backend {
  const memory = {
    limit: 2 ** 31,
    take: (bytes: number) => new Uint8Array(bytes),
    view: (place: Uint8Array<ArrayBuffer>) => place,
    release: () => undefined,
    close: () => undefined,
  };
  return createHostBackend('reference', `plain ${mode}`, memory, kernelsOf(ROUNDINGS[mode]));
}

const kernelsOf = (round: Arithmetic): HostKernels<Uint8Array> => ({
  run: {
    combine: (arena, out, uniforms) => combine({ arena, round, ...uniforms }, out),
    elect: (arena, out, uniforms) => elect({ arena, round, ...uniforms }, out),
    pointwise: (arena, out, uniforms) => pointwise({ arena, round, ...uniforms }, out),
  },
  measure: {
    gram: (arena, uniforms) => gram({ arena, round, ...uniforms }),
    histogram: (arena, uniforms) => histogram({ arena, round, ...uniforms }),
    locate: (arena, uniforms) => locate({ arena, round, ...uniforms }),
    mass: (arena, uniforms) => mass({ arena, round, ...uniforms }),
    contest: (arena, uniforms) => contest({ arena, round, ...uniforms }),
    finite: (arena, uniforms) => finite({ arena, round, ...uniforms }),
    pointwiseStatistics: (arena, uniforms) => pointwiseStatistics({ arena, round, ...uniforms }),
  },
});
