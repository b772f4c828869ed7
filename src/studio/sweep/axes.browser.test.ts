import { describe, expect, test } from 'vitest';
import { parseRecipe } from '../../recipe/parse.ts';
import { axesOf, axisEdits } from './axes.ts';
import { sidesOf } from './sides.ts';
import { NONE } from './sweep-store.ts';

const RECIPE = `merge_method: ties
base_model: ./demo/base
models:
  - model: ./demo/base
  - model: ./demo/code
    parameters: {weight: 0.5, density: 0.5}
  - model: ./demo/safety
    parameters: {weight: [0, 1], density: 0.5}
parameters: {lambda: 1.1}
`;
const axes = axesOf(parseRecipe(RECIPE).recipe);
const axis = (label: string) => axes.find((one) => one.label === label);

describe('axes', () => {
  test('are the numbers of the models, of all of them at once, and those that are shared', () => {
    expect(axes.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['weight of code', 'weight of safety', 'density of all models', 'density of code', 'density of safety']),
    );
    expect(axes.some(({ label }) => label.includes('base'))).toBe(false);
    expect(axis('weight of code')).toMatchObject({ document: 0, places: [['models', 1, 'parameters', 'weight']], now: 0.5 });
  });

  test('know their value only where there is one', () => {
    expect(axis('density of all models')?.now).toBe(0.5);
    expect(axis('weight of safety')?.now).toBeUndefined();
    expect(axis('weight of all models')?.now).toBeUndefined();
    expect(axes.find(({ places }) => places[0]?.at(-1) === 'lambda')?.now).toBe(1.1);
  });

  test('write every place that they stand for', () => {
    const all = axis('density of all models');
    expect(all && axisEdits(all, 0.3)).toEqual([
      { document: 0, path: ['models', 1, 'parameters', 'density'], value: 0.3 },
      { document: 0, path: ['models', 2, 'parameters', 'density'], value: 0.3 },
    ]);
  });

  test('of several documents say in which they are, the output first', () => {
    const nested = `name: skills\n${RECIPE}---\nmerge_method: linear\nmodels:\n  - model: skills\n    parameters: {weight: 1}\n  - model: ./demo/base\n    parameters: {weight: 1}\n`;
    const labels = axesOf(parseRecipe(nested).recipe).map(({ label }) => label);
    expect(labels[0]).toMatch(/, in the output$/);
    expect(labels).toContain('weight of code, in “skills”');
  });
});

describe('sides', () => {
  test('begin with a weight and the density, with values that the parameter allows', () => {
    const { across, down } = sidesOf(axes, {});
    expect([across?.axis.label, down?.axis.label]).toEqual(['weight of code', 'density of all models']);
    expect(down?.values).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });

  test('never write one place twice', () => {
    const all = axis('density of all models')?.id ?? '';
    const { down, others } = sidesOf(axes, {
      across: { axis: all, text: '0.1' },
      down: { axis: axis('density of code')?.id ?? '', text: '0.2' },
    });
    expect(others.some(({ label }) => label.startsWith('density'))).toBe(false);
    expect(down?.axis.label).toBe('weight of code');
  });

  test('may be one', () => expect(sidesOf(axes, { down: { axis: NONE, text: '' } }).down).toBeUndefined());
});
