import { expect, test } from 'vitest';
import type { PlanSummary, Speed } from '../../engine/protocol.ts';
import { estimateTime } from './estimate.ts';
import { type JobState, NEW_RUN, NO_PLAN, type Run } from './job-store.ts';

const BACKEND = { kind: 'wasm', label: 'WebAssembly', reason: '', lanes: 2 } as const;

const planOf = (elements: number, reads: PlanSummary['reads'], family = 'ties'): PlanSummary => ({
  tensors: [],
  files: [],
  companions: [],
  problems: [],
  recipeProblems: [],
  cost: {
    tensors: 1,
    elements,
    readBytes: reads.far + reads.near,
    readBySource: [],
    requests: 1,
    writeBytes: elements,
    scratchBytes: 0,
    memoryBytes: 1,
  },
  backend: BACKEND,
  family,
  reads,
});

function stateOf(summary: PlanSummary, speed?: Speed, runs: readonly Run[] = []): JobState {
  return { plan: { ...NO_PLAN, summary }, runs, shown: undefined, backend: undefined, speed };
}

function runOf(plan: PlanSummary, seconds: number): Run {
  const result = { files: [], tensors: [], seconds, readBytes: 1, writeBytes: 1, requests: 1, backend: BACKEND, checked: true };
  return {
    ...NEW_RUN,
    id: 'x',
    number: 3,
    name: '',
    what: '',
    text: '',
    startedAt: 0,
    sampledAt: 0,
    endedAt: 1,
    status: 'done',
    plan,
    result,
  };
}

/** A thousand entries a millisecond. */
const MERGE = { tensorMs: 0, entryMs: 0.001, entries: 1_000_000 };

test('nothing measured, nothing said; nor from what was measured of other steps', () => {
  const plan = planOf(5_000_000, { far: 0, near: 10 });
  expect(estimateTime(stateOf(plan))).toBeUndefined();
  expect(estimateTime(stateOf(plan, { family: 'slerp', merge: MERGE }))).toBeUndefined();
});

test('computing alone while no weights were fetched, and it says so', () => {
  const time = estimateTime(stateOf(planOf(5_000_000, { far: 1e9, near: 0 }), { family: 'ties', merge: MERGE }));
  expect(time).toMatchObject({ seconds: 5, lacks: 'fetching', note: 'compute only' });
  expect(time?.basis).toContain('the time of the download is not known');
});

test('tensors cost something besides their entries', () => {
  const speed = { family: 'ties', merge: { ...MERGE, tensorMs: 250 } };
  const time = estimateTime(stateOf(planOf(2_000_000, { far: 0, near: 10 }), speed));
  expect(time?.seconds).toBeCloseTo(2.25);
  expect(time?.basis).toContain('1.00 M entries a second and 250.0 ms a tensor');
});

test('the slower of fetching and computing sets the pace', () => {
  const far = { bytes: 10_000_000, milliseconds: 1000 };
  const plan = planOf(5_000_000, { far: 1e9, near: 0 });
  const fetched = estimateTime(stateOf(plan, { family: 'ties', merge: MERGE, far }));
  expect(fetched).toMatchObject({ seconds: 100, lacks: undefined, note: 'network bound' });
  expect(fetched?.basis).toContain('Network: 10.0 MB/s over the 10.0 MB read so far.');
  const quick = { bytes: 10e9, milliseconds: 1000 };
  expect(estimateTime(stateOf(plan, { family: 'ties', merge: MERGE, far: quick }))).toMatchObject({
    seconds: 5,
    note: 'compute bound',
  });
});

test('a run with the same steps and the same kind of place replaces what was measured before', () => {
  const plan = planOf(5_000_000, { far: 0, near: 10 });
  const speed = { family: 'ties', merge: MERGE };
  const last = runOf(planOf(1_000_000, { far: 0, near: 2 }), 4);
  expect(estimateTime(stateOf(plan, speed, [last]))).toMatchObject({ seconds: 20, note: 'as run 3 went' });
  const fetched = runOf(planOf(1_000_000, { far: 2, near: 0 }), 400);
  const other = runOf(planOf(1_000_000, { far: 0, near: 2 }, 'slerp'), 400);
  const tiny = runOf(planOf(100_000, { far: 0, near: 2 }), 400);
  expect(estimateTime(stateOf(plan, speed, [fetched, other, tiny]))).toMatchObject({ seconds: 5 });
});
