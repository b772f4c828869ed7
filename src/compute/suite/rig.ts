/** The backend under test beside its two twins. */
import { expect } from 'vitest';
import type { FloatDType } from '../../formats/dtype.ts';
import type { Backend, MeasureKernel, RunKernel } from '../backend.ts';
import { createReferenceBackend } from '../reference/backend.ts';
import { differences, distant, type Fixture, type MeasureRequest, measureOn, type RunRequest, runOn, unequal } from './fixture.ts';

export interface RunCheck {
  /** By how much the operation may enlarge its operands on the way. */
  readonly gain?: number;
  /** The result has no rounding in it: the same everywhere, up to the sign of zero. */
  readonly discrete?: boolean;
  /** Entries to pass over where results need not be exact: those that hang on a sum that is all but zero, not finite ones. */
  readonly ignore?: ((i: number) => boolean) | undefined;
}

export interface Rig {
  readonly exact: boolean;
  readonly tested: () => Backend;
  /** The result is the twin's: bit for bit, or within the accuracy target; and nothing else is written. */
  checkRun<K extends RunKernel>(kernel: K, fixture: Fixture, dtype: FloatDType, request: RunRequest<K>, check?: RunCheck): Promise<void>;
  /** Whole numbers are the twin's. */
  checkCounts<K extends MeasureKernel>(kernel: K, fixture: Fixture, request: MeasureRequest<K>): Promise<void>;
  /** Sums differ from the twin's by at most `tolerance(i)`. */
  checkSums<K extends MeasureKernel>(
    kernel: K,
    fixture: Fixture,
    request: MeasureRequest<K>,
    tolerance: (i: number, expected: Float64Array) => number,
  ): Promise<void>;
}

export function createRig(tested: () => Backend, exact: boolean): Rig {
  const float32 = createReferenceBackend('float32');
  const float64 = createReferenceBackend('float64');
  return {
    exact,
    tested,
    async checkRun(kernel, fixture, dtype, request, { gain = 1, ignore = () => false, discrete = false } = {}) {
      const { values, spilled } = await runOn(tested(), kernel, fixture, dtype, request);
      expect(spilled).toEqual([]);
      const expected = await runOn(exact ? float32 : float64, kernel, fixture, dtype, request);
      if (exact) expect(unequal(values, expected.values)).toEqual([]);
      else if (discrete) expect(differences(values, expected.values, (a, b, i) => a === b || Object.is(a, b) || ignore(i))).toEqual([]);
      else expect(distant(values, expected.values, dtype, fixture, gain, ignore)).toEqual([]);
    },
    async checkCounts(kernel, fixture, request) {
      const expected = await measureOn(float32, kernel, fixture, request);
      expect(unequal(await measureOn(tested(), kernel, fixture, request), expected)).toEqual([]);
    },
    async checkSums(kernel, fixture, request, tolerance) {
      const expected = await measureOn(float64, kernel, fixture, request);
      const actual = await measureOn(tested(), kernel, fixture, request);
      expect(differences(actual, expected, (a, b, i) => Math.abs(a - b) <= tolerance(i, expected))).toEqual([]);
    },
  };
}
