/**
 * What mergekit 0.1.5 computes from the smallest example that shows each rule (CPU, float32, tensors of 2 × 4): measured
 * once by running it, rounded to nine digits. Methods whose coefficients hang on the order of a sum may differ by a few
 * units in the last place; the others may not differ at all.
 */
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { METHODS } from './methods.ts';
import { type Example, mergeInMemory } from './testing.ts';

const B = [1, -2, 0.5, 0, 0.25, 4, -1, 3];
const X1 = [1.5, -2.25, 0.5, 0.125, 0.25, 3.5, -0.75, 3];
const X2 = [0.5, -2.5, 1.5, 0, 0.5, 4.25, -2, 3.75];
const X3 = [1.25, -1, 0.25, -0.5, -0.75, 4.5, -1, 2];

/** Inputs X1, X2, X3 and the base last, with weights 0.5, 0.3, 0.7 and the same further parameters for each. */
const family = (each: Readonly<Record<string, number>> = {}, shared: Example['shared'] = {}): Partial<Example> => ({
  inputs: [X1, X2, X3, B],
  base: 3,
  models: [{ weight: 0.5, ...each }, { weight: 0.3, ...each }, { weight: 0.7, ...each }, {}],
  shared,
});
const three = { inputs: [X1, X2, X3], models: [{ weight: 0.5 }, { weight: 0.3 }, { weight: 0.7 }] };

const spherical = (shared: Example['shared'] = {}) => ({ inputs: [X1, X2], models: [{ weight: 0.7 }, { weight: 0.3 }], shared });
const agents = {
  shape: [1, 6],
  inputs: [
    [1, 0, 0, 2e-5, 1, 0],
    [3, 1, 0, 0, -1, 1e-6],
    [0, 0, 0, 0, 0, 0],
  ],
  base: 2,
};

interface Row {
  readonly method: string;
  readonly case?: string;
  readonly example: Partial<Example>;
  /** Largest relative difference. */
  readonly within?: number;
  readonly expected: readonly number[];
}

/** A float32 sum over a tensor in another order moves every coefficient. */
const SUMMED = 4e-7;
/** Model Stock's ratio divides by a small number here, which makes more of it. */
const STOCK = 1e-6;

const ROWS: readonly Row[] = [
  {
    method: 'linear',
    example: three,
    expected: [1.18333328, -1.7166667, 0.583333373, -0.191666663, -0.166666657, 4.11666679, -1.11666667, 2.6833334],
  },
  {
    method: 'task_arithmetic',
    example: family(),
    expected: [1.27499998, -1.57500005, 0.625, -0.287499994, -0.375, 4.17500019, -1.17499995, 2.5250001],
  },
  {
    method: 'task_arithmetic',
    case: 'λ 0.5',
    example: family({}, { lambda: 0.5 }),
    expected: [1.13750005, -1.78750002, 0.5625, -0.143749997, -0.0625, 4.0875001, -1.08749998, 2.76250005],
  },
  { method: 'ties', example: family(), expected: [1.35416663, -1, 1.5, -0.5, -0.75, 4.42500019, -2, 2] },
  { method: 'ties', case: 'density 0.5', example: family({ density: 0.5 }), expected: [1.5, -1, 1.5, -0.5, -0.75, 3.5, -2, 2] },
  {
    method: 'ties',
    case: 'not normalised',
    example: family({ density: 0.5 }, { normalize: false }),
    expected: [1.25, -1.29999995, 0.800000012, -0.349999994, -0.449999988, 3.75, -1.29999995, 2.29999995],
  },
  {
    method: 'ties',
    case: 'rescaled',
    example: family({ density: 0.5 }, { rescale: true }),
    expected: [1.54166675, -0.714285731, 1.80769229, -0.642857134, -1.03571427, 3.45833325, -2.30769229, 1.71428573],
  },
  { method: 'ties', case: 'one entry kept', example: family({ density: 0.01 }), expected: [1.5, -1, 1.5, 0, 0.25, 4, -1, 3] },
  {
    method: 'ties',
    case: 'a negative weight',
    example: { ...family(), models: [{ weight: 0.5 }, { weight: -0.3 }, { weight: 0.7 }, {}] },
    expected: [1.63888884, 0.125000238, -0.687500119, -0.5, -1.6875, 4.5, 1.12500024, 0.687499762],
  },
  {
    method: 'breadcrumbs',
    example: family({ density: 0.5, gamma: 0.25 }),
    expected: [0.850000024, -1.57500005, 0.324999988, -0.287499994, 0.25, 4.42500019, -0.875, 3.2249999],
  },
  {
    method: 'breadcrumbs',
    case: 'γ below one entry',
    example: family({ density: 0.5, gamma: 0.01 }),
    expected: [1.25, -1.57500005, 0.800000012, 0, -0.449999988, 4.0999999, -1.17499995, 2.5250001],
  },
  {
    method: 'breadcrumbs_ties',
    example: family({ density: 0.5, gamma: 0.25 }),
    expected: [0.850000024, -1.29999995, 0.324999988, -0.349999994, 0.25, 4.42500019, -0.875, 3.2249999],
  },
  {
    method: 'dare_linear',
    case: 'seed 7',
    example: { ...family({ density: 0.5 }), torchSeed: 7 },
    expected: [0.768181801, -0.628125072, 0.5, -0.787499964, 0.3659091, 4.497159, -1.2605114, 3.3477273],
  },
  {
    method: 'dare_ties',
    case: 'seed 7',
    example: { ...family({ density: 0.5 }), torchSeed: 7 },
    expected: [0.768181801, -0.425000072, 0.5, -0.787499964, 0.3659091, 4.903409, -1.4636364, 3.3477273],
  },
  {
    method: 'della',
    case: 'seed 7',
    example: { ...family({ density: 0.5 }), torchSeed: 7 },
    expected: [1.54166675, 0.25, 0.5, -1.125, 0.636363626, 4.903409, -2.5454545, 4.159091],
  },
  {
    method: 'della_linear',
    case: 'seed 7',
    example: { ...family({ density: 0.5 }), torchSeed: 7 },
    expected: [1.03901517, -0.560416698, 0.5, -0.787499964, 0.3659091, 4.63257599, -1.32821965, 3.3477273],
  },
  {
    method: 'slerp',
    example: { inputs: [X1, X2], base: 0, shared: { t: 0.3 } },
    within: SUMMED,
    expected: [1.20987093, -2.34683394, 0.808644593, 0.0881552622, 0.328318357, 3.76041412, -1.13696289, 3.25578499],
  },
  {
    method: 'nuslerp',
    example: spherical(),
    within: SUMMED,
    expected: [1.20987105, -2.34683394, 0.808644593, 0.0881552622, 0.328318357, 3.76041412, -1.13696301, 3.25578523],
  },
  {
    method: 'nuslerp',
    case: 'by row',
    example: spherical({ nuslerp_flatten: false }),
    within: SUMMED,
    expected: [1.22932899, -2.38993025, 0.825728118, 0.089445591, 0.32622987, 3.73812699, -1.12943339, 3.23641133],
  },
  {
    method: 'nuslerp',
    case: 'by column',
    example: spherical({ nuslerp_flatten: false, nuslerp_row_wise: true }),
    within: SUMMED,
    expected: [1.24474633, -2.32538867, 0.800301969, 0.0875129029, 0.34007901, 3.72563052, -1.12541795, 3.22560596],
  },
  {
    method: 'nuslerp',
    case: 'of task vectors',
    example: { ...spherical(), inputs: [X1, X2, B], base: 2 },
    within: SUMMED,
    expected: [1.22893429, -2.55220008, 1.08364391, 0.130189046, 0.395910978, 3.62515473, -1.32326579, 3.43773293],
  },
  {
    method: 'multislerp',
    example: three,
    within: SUMMED,
    expected: [1.25558233, -1.74303353, 0.564920306, -0.208674923, -0.204128399, 4.26566744, -1.12074757, 2.73393798],
  },
  {
    method: 'multislerp',
    case: 'of task vectors',
    example: family(),
    within: SUMMED,
    expected: [1.87293172, -1.65254641, 0.707487226, -0.288234234, -0.637663007, 3.76418877, -1.03232789, 2.34135199],
  },
  {
    method: 'multislerp',
    case: 'weights as they are',
    example: { ...three, shared: { normalize_weights: false } },
    within: SUMMED,
    expected: [1.8833735, -2.61455011, 0.847380459, -0.313012391, -0.306192607, 6.3985014, -1.68112147, 4.10090685],
  },
  {
    method: 'karcher',
    example: three,
    within: SUMMED,
    expected: [1.16873062, -1.94567025, 0.723923266, -0.141719773, -0.0407951772, 4.23897982, -1.24599731, 2.96841836],
  },
  {
    method: 'model_stock',
    example: family(),
    within: STOCK,
    expected: [0.586491585, -2.41350842, -0.740525007, 0.620262563, 1.49052513, 3.58649063, 0.240525246, 3.41350746],
  },
  {
    method: 'model_stock',
    case: 'by row',
    example: family({}, { filter_wise: true }),
    within: STOCK,
    expected: [0.692383051, -2.30761719, -0.422850847, 0.461425364, 2.2543447, 3.33188248, 1.00434494, 3.66811371],
  },
  { method: 'sce', example: family(), within: SUMMED, expected: [1.2875458, -1, 1.5, -0.5, -0.75, 4.38302755, -2, 2] },
  {
    method: 'ram',
    example: family(),
    expected: [1.08333337, -1.91666663, 0.875, -0.1875, -0.125, 4.08333349, -1.375, 2.875],
  },
  {
    method: 'ramplus_tl',
    case: 'nothing unique',
    example: family(),
    expected: [1.08333337, -1.91666663, 0.875, -0.1875, -0.125, 4.08333349, -1.375, 2.875],
  },
  { method: 'ram', case: 'unique entries', example: agents, expected: [2, 1, 0, 2e-5, 0, 0] },
  { method: 'ramplus_tl', case: 'unique entries', example: agents, within: 1e-7, expected: [2, 1.02, 0, 2.04e-5, 0, 0] },
  {
    method: 'nearswap',
    example: { inputs: [B, X1], base: 0, shared: { t: 0.1 } },
    expected: [1.10000002, -2.10000014, 0.5, 0.100000001, 0.25, 3.9000001, -0.900000036, 3],
  },
  { method: 'arcee_fusion', example: { inputs: [B, X1], base: 0 }, expected: [1, -2, 0.5, 0, 0.25, 3.5, -1, 3] },
  { method: 'passthrough', example: { inputs: [X1], models: [{ scale: 2 }] }, expected: X1.map((x) => 2 * x) },
];

describe('mergekit 0.1.5, float32', () => {
  test.each(ROWS.map((row) => ({ ...row, title: [row.method, row.case].filter(Boolean).join(', ') })))('$title', async (row) => {
    const method = defined(METHODS.get(row.method), row.method);
    for (const tileRows of [2, 1]) {
      const { values } = await mergeInMemory(createReferenceBackend('float32'), method, {
        shape: [2, 4],
        inputs: [],
        tileRows,
        ...row.example,
      });
      for (const [i, expected] of row.expected.entries()) {
        const difference = Math.abs((values[i] ?? Number.NaN) - Math.fround(expected));
        expect(difference, `entry ${i} is ${values[i]}, not ${expected}`).toBeLessThanOrEqual((row.within ?? 0) * Math.abs(expected));
      }
    }
  });
});
