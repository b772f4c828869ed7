import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParameterSpec } from '../methods/specs.ts';
import { gradientPosition, type Levels, resolveModel, resolveShared } from './resolve.ts';

const NUMBER: ParameterSpec = { key: 'p', label: 'P', type: 'number', scope: 'shared', help: '' };
const FLAG: ParameterSpec = { ...NUMBER, type: 'boolean' };
const WHOLE: ParameterSpec = { ...NUMBER, type: 'integer' };

const at = (spec: ParameterSpec, p: NonNullable<Levels['document']>[string], name = 'model.layers.1.mlp.up_proj.weight', t = 0) =>
  resolveShared(spec, { document: { p } }, name, t);

describe('levels', () => {
  const source = { p: 1 };
  const slice = { p: 2 };
  const body = { p: 3 };
  const document = { p: 4 };

  test('the nearest one that has a value counts', () => {
    expect(resolveModel(NUMBER, { source, slice, body, document }, 'x', 0)).toBe(1);
    expect(resolveModel(NUMBER, { slice, body, document }, 'x', 0)).toBe(2);
    expect(resolveModel(NUMBER, { body, document }, 'x', 0)).toBe(3);
    expect(resolveModel(NUMBER, { document }, 'x', 0)).toBe(4);
    expect(resolveModel({ ...NUMBER, default: 5 }, {}, 'x', 0)).toBe(5);
    expect(resolveModel(NUMBER, {}, 'x', 0)).toBeUndefined();
  });

  test('shared parameters are not looked for under a model', () => {
    expect(resolveShared(NUMBER, { source, slice, document }, 'x', 0)).toBe(2);
    expect(resolveShared(NUMBER, { source }, 'x', 0)).toBeUndefined();
  });

  test('a level whose filters do not fit lets the next one speak', () => {
    const filtered = { p: [{ filter: 'attn', value: 9 }] };
    expect(resolveModel(NUMBER, { source: filtered, document }, 'layers.0.mlp', 0)).toBe(4);
    expect(resolveModel(NUMBER, { source: filtered, document }, 'layers.0.attn', 0)).toBe(9);
  });

  test('what mergekit does not know is found under alloy alone', () => {
    const dialect: ParameterSpec = {
      ...NUMBER,
      type: 'choice',
      choices: [
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ],
      default: 'a',
      alloyOnly: true,
    };
    expect(resolveShared(dialect, { alloy: { p: 'b' }, document: { p: 'a' } }, 'x', 0)).toBe('b');
    expect(resolveShared(dialect, { document: { p: 'b' } }, 'x', 0)).toBe('a');
  });
});

describe('filters', () => {
  test('are plain substrings: layers.1 is in layers.10', () => {
    const rows = [{ filter: 'layers.1', value: 1 }, { filter: '^model', value: 2 }, { filter: '*', value: 3 }, { value: 4 }];
    expect(['layers.1.a', 'layers.10.a', 'model.norm'].map((name) => at(NUMBER, rows, name))).toEqual([1, 1, 3]);
  });

  test('the first that fits counts', () => {
    expect(
      at(
        NUMBER,
        [
          { filter: 'a', value: 1 },
          { filter: 'ab', value: 2 },
        ],
        'ab',
      ),
    ).toBe(1);
    expect(at(NUMBER, [{ filter: 'a', value: 1 }], 'b')).toBeUndefined();
  });
});

describe('gradients', () => {
  test('over ten layers', () => {
    const values = Array.from({ length: 10 }, (_, layer) => at(NUMBER, [0, 0.5, 0.3, 0.7, 1], 'x', gradientPosition(layer, 10)));
    expect(values.map((value) => Number(value).toFixed(4))).toEqual([
      '0.0000',
      '0.2222',
      '0.4444',
      '0.4333',
      '0.3444',
      '0.3889',
      '0.5667',
      '0.7333',
      '0.8667',
      '1.0000',
    ]);
  });

  test('of λ are LiNeS: α outside the layers, α + β·l / (L − 1) inside', () => {
    const [alpha, beta, layers] = [0.2, 0.8, 5];
    const lambda = [alpha, alpha + beta];
    expect(at(NUMBER, lambda, 'model.embed_tokens.weight', 0)).toBe(alpha);
    for (let l = 0; l < layers; l++)
      expect(at(NUMBER, lambda, 'x', gradientPosition(l, layers))).toBeCloseTo(alpha + (beta * l) / (layers - 1), 12);
  });

  test('are straight between their anchors', () => {
    const anchors = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 8 });
    const straight = fc.property(anchors, fc.double({ min: 0, max: 1, noNaN: true }), (gradient, t) => {
      const place = t * (gradient.length - 1);
      const [left = 0, right = left] = gradient.slice(Math.floor(place));
      expect(at(NUMBER, gradient, 'x', t)).toBeCloseTo(left + (place - Math.floor(place)) * (right - left), 12);
    });
    fc.assert(straight);
  });

  test('an only layer stands at the end, and filters may hold gradients', () => {
    expect(gradientPosition(0, 1)).toBe(1);
    expect(at(NUMBER, [{ filter: 'mlp', value: [0, 1] }, { value: 7 }], 'mlp', 0.25)).toBe(0.25);
  });

  test('of truth values take the anchor before', () => {
    expect([0, 0.4, 0.5, 0.9, 1].map((t) => at(FLAG, [true, false, true], 'x', t))).toEqual([true, true, false, false, true]);
    expect(at(FLAG, [0, 1], 'x', 1)).toBe(true);
  });

  test('of whole numbers refuse what lies between', () => {
    expect(at(WHOLE, [1, 3], 'x', 0.5)).toBe(2);
    expect(() => at(WHOLE, [1, 2], 'x', 0.5)).toThrow('p is 1.5, which is not a whole number');
  });
});

describe('types are as lax as mergekit’s', () => {
  test('numbers', () => {
    expect([at(NUMBER, '1e-5'), at(NUMBER, ' 2 '), at(NUMBER, true)]).toEqual([1e-5, 2, 1]);
    for (const wrong of ['', 'half', '1_000', 'Infinity']) expect(() => at(NUMBER, wrong)).toThrow('not a number');
  });

  test('truth values', () => {
    expect([at(FLAG, 'yes'), at(FLAG, 1), at(FLAG, 'Off'), at(FLAG, 0)]).toEqual([true, true, false, false]);
    expect(() => at(FLAG, 0.5)).toThrow('not true or false');
  });
});
