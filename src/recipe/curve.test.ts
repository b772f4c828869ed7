import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { methodSpec } from '../methods/specs.ts';
import { type Curve, curveEdits, curveThrough, evenCurve, flatCurve, readCurves, sampleCurve, writeCurve } from './curve.ts';
import { addAnchor, CURVE_SHAPES, moveAnchor, removeAnchor, setLayer, shapeBand, shapedCurve, shiftCurve } from './curve-shapes.ts';
import { editRecipe } from './edit.ts';
import { parseRecipe } from './parse.ts';
import type { ParameterValue } from './recipe.ts';
import { gradientPosition, resolveModel } from './resolve.ts';

const WEIGHT = defined(
  methodSpec('ties')?.parameters.find(({ key }) => key === 'weight'),
  'a weight',
);

/** What the recipe's own rules give each layer. */
const resolved = (value: ParameterValue | undefined, layers: number, name = 'model.layers.0.mlp.up_proj.weight') =>
  Array.from({ length: layers }, (_, layer) =>
    resolveModel(WEIGHT, { source: { weight: value ?? [] } }, name, gradientPosition(layer, layers)),
  );

const expectNear = (got: readonly unknown[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(Math.abs(Number(got[i]) - value), `layer ${i}`).toBeLessThan(3e-6);
};

const number = fc.double({ min: -2, max: 2, noNaN: true });
const layerCount = fc.integer({ min: 1, max: 90 });

const evenly = fc.record({ layers: layerCount, values: fc.array(number, { minLength: 1, maxLength: 12 }) });
const anywhere = fc
  .record({
    layers: fc.integer({ min: 2, max: 90 }),
    smooth: fc.constantFrom(0, 0.3, 1),
    places: fc.uniqueArray(fc.integer({ min: 1, max: 8900 }), { maxLength: 9 }),
    values: fc.array(number, { minLength: 11, maxLength: 11 }),
  })
  .map(({ layers, smooth, places, values }): { layers: number; curve: Curve } => {
    const inner = places
      .map((place) => place / 100)
      .filter((at) => at < layers - 1)
      .sort((a, b) => a - b);
    const [first, ...rest] = [0, ...inner, layers - 1].map((at, i) => ({ at, value: values[i] ?? 0 }));
    return { layers, curve: { smooth, anchors: [defined(first, 'an anchor'), ...rest] } };
  });

describe('a curve that is written', () => {
  test('gives every layer the curve’s own value, wherever its anchors are', () => {
    fc.assert(
      fc.property(anywhere, ({ layers, curve }) => {
        expectNear(resolved(writeCurve(curve, layers).value, layers), sampleCurve(curve, layers));
      }),
    );
  });

  test('is a gradient when its anchors are evenly spaced, of so many anchors and no more', () => {
    fc.assert(
      fc.property(evenly, ({ layers, values }) => {
        const curve = evenCurve(values, layers);
        const { form, value } = writeCurve(curve, layers);
        expectNear(resolved(value, layers), layers === 1 ? [values.at(-1) ?? 0] : sampleCurve(curve, layers));
        if (form === 'gradient') expect(value).toHaveLength(values.length);
        expect(form).not.toBe('layers');
      }),
    );
  });

  test('is one value for each layer otherwise, and says so', () => {
    const uneven = addAnchor(evenCurve([0, 1], 16), 16, 4).curve;
    expect(writeCurve(uneven, 16).form).toBe('layers');
    expect(writeCurve({ ...evenCurve([0, 1, 0], 16), smooth: 0.5 }, 16).form).toBe('layers');
    expect(writeCurve(evenCurve([0.5, 0.5, 0.5], 16), 16)).toEqual({ form: 'value', value: 0.5 });
  });

  test('is read back as itself', () => {
    fc.assert(
      fc.property(anywhere, ({ layers, curve }) => {
        const back = readCurves(writeCurve(curve, layers).value, layers)[0]?.curve;
        expectNear(sampleCurve(defined(back, 'a curve'), layers), sampleCurve(curve, layers));
      }),
    );
  });
});

describe('a value that is read', () => {
  test('five anchors on 16 layers lie between the layers', () => {
    const [{ curve } = { curve: flatCurve(0) }] = readCurves([0.15, 0.45, 0.7, 0.45, 0.15], 16);
    expect(curve.anchors.map(({ at }) => at)).toEqual([0, 3.75, 7.5, 11.25, 15]);
  });

  test('values for each layer have no more anchors than corners', () => {
    const [{ curve } = { curve: flatCurve(0) }] = readCurves([0, 0, 0, 0.1, 0.2, 0.3, 0.3], 7);
    expect(curve.anchors.map(({ at }) => at)).toEqual([0, 2, 5, 6]);
  });

  test('samples are what the recipe gives', () => {
    fc.assert(
      fc.property(layerCount, fc.array(number, { minLength: 1, maxLength: 90 }), (layers, values) => {
        const curve = defined(readCurves(values, layers)[0], 'a curve').curve;
        expectNear(sampleCurve(curve, layers), resolved(values, layers).map(Number));
      }),
    );
  });

  test('rows hold a curve each; what is no number holds none', () => {
    expect(
      readCurves(
        [
          { filter: 'mlp', value: [0, '1e-1'] },
          { filter: '*', value: 2 },
        ],
        4,
      ).map(({ filter }) => filter),
    ).toEqual(['mlp', undefined]);
    expect(readCurves(true, 4)).toEqual([]);
    expect(readCurves(undefined, 4)).toEqual([]);
  });
});

test('a smooth curve stays between its anchors', () => {
  fc.assert(
    fc.property(anywhere, ({ layers, curve }) => {
      const values = curve.anchors.map(({ value }) => value);
      for (const value of sampleCurve({ ...curve, smooth: 1 }, layers)) {
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }
    }),
  );
});

const TEXT = `# what the skills add
merge_method: ties
base_model: b
models:
- model: a # the first
  parameters:
    weight: 0.5 # half
- model: c
  parameters:
    weight: # by module
    - filter: self_attn
      value: [0, 1] # rising
    # the rest
    - value: 0.3 # plain
dtype: bfloat16
`;
const COMMENTS = TEXT.match(/#.*/g) ?? [];

const weightOf = (text: string, model: number) => parseRecipe(text).recipe?.documents[0]?.models?.[model]?.parameters?.weight;

function edited(text: string, model: number, filter: string | undefined, value: number | readonly number[] | undefined): string {
  return editRecipe(text, curveEdits(0, ['models', model, 'parameters', 'weight'], weightOf(text, model), filter, value));
}

describe('in a recipe’s text', () => {
  test('a number becomes a gradient, and every comment stays', () => {
    const text = edited(TEXT, 0, undefined, [0.1, 0.9]);
    expect(weightOf(text, 0)).toEqual([0.1, 0.9]);
    for (const comment of COMMENTS) expect(text).toContain(comment);
    expect(edited(text, 0, undefined, [0.2, 0.9])).toBe(text.replace('0.1', '0.2'));
  });

  test('a module gets a curve of its own before the rest', () => {
    expect(weightOf(edited(TEXT, 0, 'mlp', [0, 1]), 0)).toEqual([{ filter: 'mlp', value: [0, 1] }, { value: 0.5 }]);
    const text = edited(TEXT, 1, 'mlp', 0.7);
    expect(weightOf(text, 1)).toEqual([{ filter: 'self_attn', value: [0, 1] }, { filter: 'mlp', value: 0.7 }, { value: 0.3 }]);
    for (const comment of COMMENTS) expect(text).toContain(comment);
  });

  test('a row changes alone', () => {
    const text = edited(TEXT, 1, 'self_attn', [0, 0.5, 1]);
    expect(text).toBe(TEXT.replace('[0, 1]', '[0, 0.5, 1]'));
    expect(edited(TEXT, 1, undefined, 0.4)).toBe(TEXT.replace('value: 0.3', 'value: 0.4'));
  });

  test('a curve that goes leaves the others; the last for everything is a value again', () => {
    expect(weightOf(edited(TEXT, 1, 'self_attn', undefined), 1)).toBe(0.3);
    expect(weightOf(edited(TEXT, 1, undefined, undefined), 1)).toEqual([{ filter: 'self_attn', value: [0, 1] }]);
  });

  test('a lone row without its list can be changed', () => {
    const lone = TEXT.replace('weight: 0.5 # half', 'weight: {filter: mlp, value: 1}');
    expect(weightOf(edited(lone, 0, 'mlp', 0.5), 0)).toEqual([{ filter: 'mlp', value: 0.5 }]);
    expect(weightOf(edited(lone, 0, undefined, 0.5), 0)).toEqual([{ filter: 'mlp', value: 1 }, { value: 0.5 }]);
  });

  test('whatever is written for whichever module, each tensor gets its own curve', () => {
    const step = fc.record({
      filter: fc.constantFrom(undefined, 'self_attn', 'mlp'),
      values: fc.array(
        number.map((value) => Math.round(value * 1e4) / 1e4),
        { minLength: 1, maxLength: 6 },
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const last = new Map<string | undefined, readonly number[]>([
          ['self_attn', [0, 1]],
          [undefined, [0.3]],
        ]);
        let text = TEXT;
        for (const { filter, values } of steps) {
          text = edited(text, 1, filter, writeCurve(evenCurve(values, 8), 8).value);
          last.set(filter, values);
        }
        for (const [filter, name] of [
          ['self_attn', 'x.self_attn.q'],
          ['mlp', 'x.mlp.up'],
          [undefined, 'x.norm'],
        ] as const) {
          const wanted = last.get(filter) ?? last.get(undefined) ?? [];
          expectNear(resolved(weightOf(text, 1), 8, name), sampleCurve(evenCurve(wanted, 8), 8));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a hand', () => {
  const arch = evenCurve([0, 1, 0], 9);

  test('moves an anchor, but not past its neighbours, and ends not sideways', () => {
    expect(moveAnchor(arch, 9, 1, { value: 0.5, at: 20 }).anchors[1]).toEqual({ at: 7.75, value: 0.5 });
    expect(moveAnchor(arch, 9, 0, { at: 3, value: 0.2 }).anchors[0]).toEqual({ at: 0, value: 0.2 });
    expect(moveAnchor(flatCurve(0.5), 9, 1, { value: 1 }).anchors).toEqual([
      { at: 0, value: 0.5 },
      { at: 8, value: 1 },
    ]);
  });

  test('adds an anchor that changes nothing, and takes it away again', () => {
    const { curve, index } = addAnchor(arch, 9, 2);
    expect(sampleCurve(curve, 9)).toEqual(sampleCurve(arch, 9));
    expect(removeAnchor(curve, index)).toEqual(arch);
    expect(removeAnchor(arch, 0)).toBe(arch);
    expect(addAnchor(arch, 9, 4.1).index).toBe(1);
  });

  test('sets one layer, a band, everything', () => {
    fc.assert(
      fc.property(anywhere, fc.nat(), fc.nat(), number, ({ layers, curve }, a, b, value) => {
        const before = sampleCurve(curve, layers);
        const band = [Math.min(a % layers, b % layers), Math.max(a % layers, b % layers)] as const;
        expectNear(sampleCurve(setLayer(curve, layers, band[0], value), layers), before.with(band[0], value));
        expectNear(
          sampleCurve(
            shapeBand(curve, layers, band, (old) => old * value),
            layers,
          ),
          before.map((old, layer) => (layer >= band[0] && layer <= band[1] ? old * value : old)),
        );
        expectNear(
          sampleCurve(shiftCurve(curve, value), layers),
          before.map((old) => old + value),
        );
      }),
    );
  });
});

describe('shapes', () => {
  const settings = { low: 0.2, high: 0.8, steps: 3, centre: 0.5 };

  test.each(CURVE_SHAPES)('$label stays between low and high, and even ones are gradients', (shape) => {
    const values = sampleCurve(shapedCurve(shape, 17, settings), 17);
    for (const value of values) expect(value).toSatisfy((one: number) => one >= 0.2 - 1e-9 && one <= 0.8 + 1e-9);
    const { form } = writeCurve(shapedCurve(shape, 17, settings), 17);
    if (shape.anchors !== undefined) expect(form).toBe(shape.id === 'flat' ? 'value' : 'gradient');
    expect(shapedCurve(shape, 1, settings).anchors).toHaveLength(1);
  });

  test('steps are as many as asked for', () => {
    const steps = defined(
      CURVE_SHAPES.find(({ id }) => id === 'steps'),
      'steps',
    );
    expect(new Set(sampleCurve(shapedCurve(steps, 17, { ...settings, steps: 4 }), 17).map((value) => value.toFixed(3))).size).toBe(4);
  });

  test('curves through values keep every value', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 90 }), (values) =>
        expectNear(sampleCurve(curveThrough(values), values.length), values),
      ),
    );
  });
});
