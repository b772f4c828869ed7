import { expect, test } from 'vitest';
import type { Observation } from '../../engine/client.ts';
import { observationOf } from '../testing/observed.ts';
import { stripShown } from './strip-shown.ts';

const whole = observationOf(1);

/** As the engine tells it where nothing votes. */
const unvoted = (inputs: Observation['inputs']): Observation => ({
  ...whole,
  inputs,
  tensors: whole.tensors.map((tensor) => ({
    ...tensor,
    conflict: undefined,
    conflictChance: undefined,
    contested: 0,
    distances: [0.6, 1, 2],
  })),
});

const shownOf = (observation: Observation) => {
  const shown = stripShown(observation);
  const first = observation.tensors[0];
  return (
    shown && {
      label: shown.quantity.label,
      opens: shown.opens,
      value: first && shown.quantity.ofTensor(first)?.value,
      high: shown.scale.high,
    }
  );
};

test('where models vote the strip shows their conflict, against chance', () => {
  expect(shownOf(whole)).toEqual({ label: 'Conflict share', opens: 'conflict', value: 0.45, high: 0.7 });
  expect(stripShown(whole)?.chance).toBe(0.5);
});

test('where nothing votes it shows how far the merge is from the base', () => {
  const [code, , base] = whole.inputs;
  if (!code || !base) throw new Error('an input is missing');
  expect(shownOf(unvoted([{ ...base }, { ...code }]))).toEqual({ label: 'Change from base', opens: 'result', value: 0.06, high: 0.1 });
});

test('without a base it is the first parent that the merge is held against', () => {
  const parents = whole.inputs.slice(0, 2);
  expect(shownOf(unvoted(parents))).toEqual({ label: 'Change from code', opens: 'difference 0 1', value: 0.06, high: 0.1 });
});

test('where tensors were only taken over it shows their sizes: nothing changed', () => {
  const parents = unvoted(whole.inputs.slice(0, 2));
  const taken = parents.tensors.map((tensor, i) => ({ ...tensor, changes: [], norms: i % 2 ? [10, Number.NaN] : [Number.NaN, 10] }));
  expect(shownOf({ ...parents, tensors: taken })).toMatchObject({ label: 'Size of the weights', opens: 'result' });
});
