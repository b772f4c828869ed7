import { beforeEach, describe, expect, test } from 'vitest';
import { AlloyError } from '../../base/errors.ts';
import type { CheckpointSummary, SourceSpec } from '../../engine/protocol.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { setEngineClient } from './engine.ts';
import { jobStore } from './job-store.ts';
import { addFiles, completeLibrary, keepLibraryComplete } from './library.ts';
import { canPlan } from './planning.ts';
import { beginWith, changeText, endGesture, openRecipe, recipeStore, TYPING } from './recipe-store.ts';
import { removeSource, setToken, sourcesStore } from './sources-store.ts';
import { loadingModels, troubles } from './troubles.ts';
import { toggleLock, viewStore } from './view-store.ts';

const recipeOf = (...models: string[]) =>
  `merge_method: linear\nmodels:\n${models.map((model) => `  - model: ${model}\n    parameters: {weight: 1}\n`).join('')}`;
const sources = () => sourcesStore.getState();
const letters = (...refs: string[]) => refs.map((ref) => sources().entries[ref]?.letter);

beforeEach(() => {
  setEngineClient(createFakeEngine());
  sourcesStore.setState(sourcesStore.getInitialState(), true);
  beginWith('test', '');
});

describe.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('a model with the name %s', (ref) => {
  test('is one like others: listed, read, planned, locked, removed', async () => {
    beginWith('test', recipeOf(ref, 'a/b'));
    expect(canPlan()).toBe(false);
    completeLibrary();
    expect(sources().order).toEqual([ref, 'a/b']);
    expect(loadingModels(recipeStore.getState(), sources())).toEqual([ref, 'a/b']);
    await expect.poll(canPlan).toBe(true);
    expect(troubles(recipeStore.getState(), sources(), jobStore.getState())).toEqual([]);
    toggleLock(ref);
    expect(Object.keys(viewStore.getState().locked)).toEqual([ref]);
    toggleLock(ref);
    removeSource(ref);
    expect(sources().entries[ref]).toBeUndefined();
    expect(canPlan()).toBe(false);
  });
});

test('a name that is typed is asked for when it is whole, its beginnings never', () => {
  const engine = createFakeEngine();
  setEngineClient(engine);
  const end = keepLibraryComplete();
  const name = 'mistralai/Mistral-7B';
  for (let length = 1; length <= name.length; length++) changeText('edit the text', recipeOf(name.slice(0, length)), TYPING);
  expect(sources().order).toEqual([]);
  endGesture();
  expect(sources().order).toEqual([name]);
  expect(engine.asked.inspected).toEqual([name]);
  openRecipe('other', recipeOf('a/b'));
  expect(sources().order).toEqual([name, 'a/b']);
  end();
});

test('a token that comes while the Hub is asked without one is used', async () => {
  const asked: SourceSpec[] = [];
  let refuse: (thrown: unknown) => void = () => {};
  const summary: CheckpointSummary = { label: 'x', layers: 1, parameters: 1, bytes: 2, tensors: 1, dtypes: ['BF16'] };
  setEngineClient({
    ...createFakeEngine(),
    inspect: (spec) => {
      asked.push(spec);
      if (spec.kind === 'hub' && spec.token !== undefined) return Promise.resolve(summary);
      return new Promise((_, reject) => {
        refuse = reject;
      });
    },
  });
  beginWith('test', recipeOf('gated/x'));
  completeLibrary();
  setToken('hf_1');
  refuse(new AlloyError({ code: 'access', what: 'Gated.' }));
  await expect.poll(() => sources().entries['gated/x']?.state.kind).toBe('ready');
  expect(asked).toHaveLength(2);
});

test('without a new token a refusal is one', async () => {
  setEngineClient(createFakeEngine({ faults: { 'gated/x': { code: 'access', what: 'Gated.' } } }));
  beginWith('test', recipeOf('gated/x'));
  completeLibrary();
  await expect.poll(() => sources().entries['gated/x']?.state.kind).toBe('fault');
});

test.each(['/mnt/d/foo', './my-models/foo', './foo'])('the folder that a recipe names is the one that is chosen: %s', (ref) => {
  beginWith('test', recipeOf(ref));
  completeLibrary();
  expect(sources().entries[ref]?.state).toMatchObject({ kind: 'fault', fault: { what: expect.stringContaining('folder on a disk') } });
  expect(addFiles('bar', [])).toBe('./bar');
  expect(addFiles('foo', [])).toBe(ref);
  expect(addFiles('foo', [])).toBe(ref === './foo' ? './foo-2' : './foo');
});

test('letters go to the models of the recipe; others leave theirs', () => {
  beginWith('test', recipeOf('x/alpha', 'x/beta'));
  completeLibrary();
  expect(letters('x/alpha', 'x/beta')).toEqual(['A', 'B']);
  beginWith('test', recipeOf('y/apple', 'x/beta'));
  completeLibrary();
  expect(letters('y/apple', 'x/beta')).toEqual(['A', 'B']);
  expect(letters('x/alpha')).toEqual(['C']);
  beginWith('test', recipeOf('x/alpha', 'y/apple'));
  completeLibrary();
  expect(letters('x/alpha', 'y/apple', 'x/beta')).toEqual(['C', 'A', 'B']);
});
