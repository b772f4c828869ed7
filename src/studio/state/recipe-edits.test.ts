import { beforeEach, describe, expect, test } from 'vitest';
import { METHOD_SPECS, methodSpec } from '../../methods/specs.ts';
import { parseRecipe } from '../../recipe/parse.ts';
import { PRESETS } from './presets.ts';
import {
  addAllToMerge,
  addToMerge,
  carryOutFix,
  removeFromMerge,
  setBase,
  setBaseOf,
  setDType,
  setMethod,
  setParameter,
  setWeights,
} from './recipe-edits.ts';
import { beginWith, endGesture, openRecipe, recipeStore, redo, renameRecipe, undo } from './recipe-store.ts';
import { type SourceEntry, sourcesStore } from './sources-store.ts';
import { distribute } from './weights.ts';

const TIES = PRESETS[0].text;
const WEIGHT = ['models', 0, 'parameters', 'weight'];
const state = () => recipeStore.getState();
const errors = () => state().problems.filter(({ severity }) => severity === 'error');

/** A model whose headers were read. */
const known = (ref: string, slot: number): SourceEntry => ({
  ref,
  spec: undefined,
  state: { kind: 'ready', summary: { label: ref, layers: 4, parameters: 153_000, bytes: 306_000, tensors: 38, dtypes: ['BF16'] } },
  letter: 'A',
  slot,
});

beforeEach(() => {
  const order = ['./demo/code', './demo/safety', './demo/base'];
  sourcesStore.setState({ order, entries: Object.fromEntries(order.map((ref, i) => [ref, known(ref, i + 1)])) });
  beginWith('test', TIES);
});

test.each(PRESETS)('the preset $name has no fault', ({ text }) => expect(parseRecipe(text).problems).toEqual([]));

describe('steps', () => {
  test('one drag is one, and undo goes back before it', () => {
    for (const value of [0.51, 0.55, 0.6]) setParameter('weight of code', 0, WEIGHT, value, 'drag');
    endGesture();
    setParameter('weight of code', 0, WEIGHT, 0.7);
    expect(state().past.map(({ label }) => label)).toEqual(['weight of code', 'weight of code']);
    undo();
    expect(state().text).toContain('weight: 0.6');
    undo();
    expect(state().text).toBe(TIES);
    redo();
    expect(state().text).toContain('weight: 0.6');
    expect(state().future).toHaveLength(1);
  });

  test('a cancelled drag leaves no trace', () => {
    setParameter('weight', 0, WEIGHT, 0.9, 'drag');
    endGesture(true);
    expect([state().text, state().past]).toEqual([TIES, []]);
  });

  test('a new edit forgets what was undone', () => {
    setParameter('a', 0, WEIGHT, 0.9);
    undo();
    setParameter('b', 0, WEIGHT, 0.8);
    expect(state().future).toEqual([]);
  });

  test('another document and its name are steps too', () => {
    openRecipe('other', PRESETS[1].text);
    for (const name of ['o', 'on', 'one']) renameRecipe(name);
    expect(state().past.map(({ label }) => label)).toEqual(['open other', 'rename']);
    undo();
    expect(state().name).toBe('other');
    undo();
    expect([state().name, state().text]).toEqual(['test', TIES]);
    redo();
    redo();
    expect([state().name, state().text]).toEqual(['one', PRESETS[1].text]);
  });

  test('comments survive', () => {
    setParameter('weight', 0, WEIGHT, 0.9);
    setMethod(0, 'linear');
    expect(state().text).toContain('# Two fine-tunes of one base');
  });
});

describe('methods', () => {
  const two = METHOD_SPECS.filter(({ models: { min, max = Infinity } }) => min <= 2 && max >= 2);

  test.each(two)('from TIES to $id gives a recipe that can be planned, and back', ({ id }) => {
    setMethod(0, id);
    expect(errors()).toEqual([]);
    setMethod(0, 'ties');
    expect(errors()).toEqual([]);
    undo();
    undo();
    expect(state().text).toBe(TIES);
  });

  test('from SLERP to TIES the base is the model at hand that is not merged', () => {
    beginWith('slerp', PRESETS[2].text);
    setMethod(0, 'ties');
    expect(state().recipe?.documents[0]).toMatchObject({
      base: './demo/base',
      models: [{ model: './demo/code', parameters: { weight: 0.5 } }, {}],
    });
    expect(errors()).toEqual([]);
  });
});

describe('models', () => {
  test('an empty page becomes a recipe, and grows', () => {
    beginWith('new', '');
    addToMerge('a/b');
    addToMerge('c/d');
    addToMerge('c/d');
    expect(state().recipe?.documents[0]?.models?.map(({ model }) => model)).toEqual(['a/b', 'c/d']);
    expect(errors()).toEqual([]);
  });

  test('one more weighs as much as the one before it', () => {
    setParameter('weight', 0, ['models', 1, 'parameters', 'weight'], 0.4);
    addToMerge('a/b');
    expect(state().recipe?.documents[0]?.models?.[2]).toEqual({ model: 'a/b', parameters: { weight: 0.4 } });
  });

  test('several are one step', () => {
    addAllToMerge(['a/b', 'c/d']);
    expect(state().recipe?.documents[0]?.models?.map(({ model }) => model)).toEqual(['./demo/code', './demo/safety', 'a/b', 'c/d']);
    expect(state().past.map(({ label }) => label)).toEqual(['add 2 models']);
    addAllToMerge(['e/f']);
    expect(state().past.map(({ label }) => label)).toEqual(['add 2 models', 'add f']);
    undo();
    undo();
    expect(state().text).toBe(TIES);
  });

  test('the merge that makes the output is the one without a name, wherever it stands', () => {
    const output = 'merge_method: linear\nmodels:\n  - model: inner\n  - model: a/b\nparameters: {weight: 1}\n';
    beginWith('nested', `${output}---\nname: inner\n${TIES}`);
    addToMerge('c/d');
    setDType('dtype', 'float32');
    setBase('a/b');
    const [outer, inner] = state().recipe?.documents ?? [];
    expect(outer).toMatchObject({ base: 'a/b', dtype: 'float32' });
    expect(outer?.models?.map(({ model }) => model)).toEqual(['inner', 'c/d']);
    expect(inner).toEqual({ ...parseRecipe(TIES).recipe?.documents[0], name: 'inner' });
  });

  test('no more than the method takes', () => {
    beginWith('slerp', PRESETS[2].text);
    addToMerge('a/b');
    expect(state().text).toBe(PRESETS[2].text);
  });

  test('taking one out takes all of it out', () => {
    removeFromMerge('./demo/base');
    removeFromMerge('./demo/code');
    expect(state().text).not.toMatch(/base_model|demo\/code/);
  });

  test('a listed model and the base change places', () => {
    setBaseOf(0, './demo/code');
    expect(state().recipe?.documents[0]).toMatchObject({
      base: './demo/code',
      models: [{ model: './demo/base' }, { model: './demo/safety' }],
    });
  });
});

test('weights are shared out in one step', () => {
  setParameter('weight', 0, WEIGHT, 0.9);
  setWeights('distribute', 0, distribute, {});
  expect(state().text).toBe(TIES);
  expect(state().past).toHaveLength(2);
});

test('a fault can be mended at its place, and the last good recipe stays until then', () => {
  beginWith('typo', TIES.replace('density: 0.5', 'densty: 0.4'));
  const fixable = state().problems.find(({ fix }) => fix);
  if (fixable) carryOutFix(fixable);
  expect(state().text).toContain('density: 0.4');
  expect(state().problems).toEqual([]);
  expect(methodSpec('ties')?.parameters.some(({ key }) => key === 'density')).toBe(true);
});
