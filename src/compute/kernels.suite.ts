/**
 * One suite for every backend: random tiles against the plain twins. `exact`: results of `run` are the float32 twin's,
 * bit for bit. Otherwise (a device may fuse, flush and divide a little wrong) they are within the accuracy target of the
 * float64 twin. What is discrete (counts, masks, thresholds, conversions) is exact on every backend.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { defined } from '../base/assert.ts';
import type { Backend } from './backend.ts';
import { combineCases } from './suite/combine.ts';
import { contestCases, rankedContestCases } from './suite/contest.ts';
import { electCases } from './suite/elect.ts';
import { keepCases, rankedCases } from './suite/keep.ts';
import { measureCases, varianceCases } from './suite/measure.ts';
import { memoryCases } from './suite/memory.ts';
import { pointwiseCases, selectionCases } from './suite/pointwise.ts';
import { createRig, type Rig } from './suite/rig.ts';

const PARTS = {
  memory: memoryCases,
  combine: combineCases,
  elect: electCases,
  keep: keepCases,
  measure: measureCases,
  contest: contestCases,
  pointwise: pointwiseCases,
  /** Needs ranks within rows. */
  ranked(rig: Rig) {
    rankedCases(rig);
    rankedContestCases(rig);
  },
  /** Needs the order by variance. */
  variance(rig: Rig) {
    varianceCases(rig);
    selectionCases(rig);
  },
} as const satisfies Record<string, (rig: Rig) => void>;

export type SuitePart = keyof typeof PARTS;

export interface SuiteOptions {
  readonly exact: boolean;
  /** Parts that the backend leaves to another one. */
  readonly without?: readonly SuitePart[];
}

export function kernelSuite(name: string, open: () => Promise<Backend>, { exact, without = [] }: SuiteOptions): void {
  describe(name, () => {
    let backend: Backend | undefined;
    beforeAll(async () => {
      backend = await open();
    });
    afterAll(() => backend?.close());
    const rig = createRig(() => defined(backend, 'the backend'), exact);
    for (const [part, cases] of Object.entries(PARTS)) if (!without.some((left) => left === part)) cases(rig);
  });
}
