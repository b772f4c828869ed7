/**
 * What mergekit 0.1.5 gives on the CPU for three small models, entry by entry: the kernels in mergekit's order of
 * operations, with thresholds and coefficients put in by hand (among equals mergekit kept the lowest index here).
 */
import { describe, expect, test } from 'vitest';
import { createTorchRandom } from '../base/torch-random.ts';
import { DTYPES, type FloatDType } from '../formats/dtype.ts';
import { decode, encode, magnitudeBits } from '../formats/number.ts';
import type { Backend, Cut, Keep, MeasureKernel, MeasureKernels, RunKernel, RunKernels } from './backend.ts';
import { createReferenceBackend } from './reference/backend.ts';
import { createWasmBackend } from './wasm/backend.ts';

const TILE = { first: 0, rows: 2, columns: 4 };
const B = [1, -2, 0.5, 0, 0.25, 4, -1, 3];
const X1 = [1.5, -2.25, 0.5, 0.125, 0.25, 3.5, -0.75, 3];
const X2 = [0.5, -2.5, 1.5, 0, 0.5, 4.25, -2, 3.75];
const X3 = [1.25, -1, 0.25, -0.5, -0.75, 4.5, -1, 2];
/** Operands 0, 1, 2 are the models, 3 is the base. */
const INPUTS = [X1, X2, X3, B];
const BASE = 3;
const WEIGHTS = [0.5, 0.3, 0.7];

const BACKENDS: readonly (readonly [string, () => Promise<Backend>])[] = [
  ['the float32 twin', async () => createReferenceBackend('float32')],
  ['WebAssembly', createWasmBackend],
];

const arenaOf = (backend: Backend, dtype: FloatDType) => {
  const size = DTYPES[dtype].bytes * 8;
  const arena = backend.alloc(size * INPUTS.length);
  INPUTS.forEach((values, i) => {
    const bytes = new Uint8Array(size);
    encode(dtype, values, bytes);
    backend.upload(arena, size * i, bytes);
  });
  return { arena, operands: INPUTS.map((_, i) => ({ offset: size * i, dtype })) };
};

type Placed = 'tile' | 'operands' | 'out';

async function emit<K extends RunKernel>(
  open: () => Promise<Backend>,
  kernel: K,
  request: Omit<RunKernels[K], Placed>,
  dtype: FloatDType = 'F32',
): Promise<Uint8Array> {
  const backend = await open();
  const { arena, operands } = arenaOf(backend, dtype);
  const bytes = new Uint8Array(8 * DTYPES[dtype].bytes);
  const out = backend.alloc(bytes.length);
  backend.run(kernel, { arena, out }, { ...request, tile: TILE, operands, out: { offset: 0, dtype } } as unknown as RunKernels[K]);
  await backend.download(out, 0, bytes);
  backend.close();
  return bytes;
}

async function measure<K extends MeasureKernel>(
  open: () => Promise<Backend>,
  kernel: K,
  request: Omit<MeasureKernels[K]['uniforms'], Placed>,
): Promise<number[]> {
  const backend = await open();
  const { arena, operands } = arenaOf(backend, 'F32');
  const numbers = await backend.measure(kernel, { arena }, {
    ...request,
    tile: TILE,
    operands,
  } as unknown as MeasureKernels[K]['uniforms']);
  backend.close();
  return [...numbers];
}

const floats = (bytes: Uint8Array): number[] => {
  const values = new Float32Array(8);
  decode('F32', bytes, values);
  return [...values];
};
/** As printed by mergekit: nine digits tell every float32. */
const golden = (text: string): number[] => text.split(' ').map((digits) => Math.fround(Number(digits)));

const low = (magnitude: number, index: number, side: Cut['side'] = 'below'): Keep => ({
  kind: 'band',
  low: { bits: magnitudeBits(magnitude), index, side },
});
const between = (magnitude: number, from: number, top: number, below: number): Keep => ({
  kind: 'band',
  low: { bits: magnitudeBits(magnitude), index: from, side: 'from' },
  high: { bits: magnitudeBits(top), index: below, side: 'below' },
});

const ALL: readonly Keep[] = [{ kind: 'all' }, { kind: 'all' }, { kind: 'all' }];
const HALF = [low(0.25, 8), low(0.5, 1), low(0.5, 4)];
const TOP = [low(0.5, 1), low(1, 3), low(1, 2)];
const BREADCRUMBS = [between(0, 7, 0.5, 0), between(0.25, 5, 1, 0), between(0.25, 2, 1, 2)];
const BREADCRUMBS_WHOLE = [low(0.25, 0, 'from'), low(0.5, 1, 'from'), low(0.5, 5, 'from')];

function dareMasks(): Keep[] {
  const random = createTorchRandom(7);
  return INPUTS.slice(0, BASE).map(() => {
    const bits = new Uint8Array(1);
    random.fillBits(bits, 8, 0.5);
    return { kind: 'mask', bits };
  });
}

function dellaRanks(): Keep[] {
  const random = createTorchRandom(7);
  return INPUTS.slice(0, BASE).map(() => {
    const draws = new Uint32Array(8);
    random.fill24(draws);
    return { kind: 'ranked', low: 0.35, high: 0.65, draws };
  });
}

interface Election {
  readonly keeps?: readonly Keep[];
  readonly weights?: readonly number[];
  readonly elect?: boolean;
  readonly normalize?: boolean;
  readonly rescale?: boolean;
  readonly lambda?: number;
}

async function election(
  open: () => Promise<Backend>,
  { keeps = ALL, weights = WEIGHTS, elect = false, normalize = false, rescale = false, lambda = 1 }: Election,
): Promise<number[]> {
  const vectors = keeps.map((keep, x) => ({ x, reference: BASE, keep }));
  const masses = await measure(open, 'mass', { vectors });
  const factor = (x: number) => (rescale ? (masses[3 * x] ?? 0) / (masses[3 * x + 1] ?? 1) : 1);
  const request = {
    base: BASE,
    models: keeps.map((keep, x) => ({ x, keep, factor: factor(x), weight: weights[x] ?? 0 })),
    sign: elect ? 'mass' : 'none',
    votes: 'weighted',
    zero: 1,
    normalize: normalize ? 'weights' : 'none',
    divisor: weights.reduce((a, b) => Math.fround(a + Math.fround(b)), 0),
    lambda,
  } as const;
  return floats(await emit(open, 'elect', request));
}

const ELECTIONS: readonly (readonly [string, Election, string])[] = [
  ['task_arithmetic', {}, '1.27499998 -1.57500005 .625 -.287499994 -.375 4.17500019 -1.17499995 2.5250001'],
  ['task_arithmetic, lambda .5', { lambda: 0.5 }, '1.13750005 -1.78750002 .5625 -.143749997 -.0625 4.0875001 -1.08749998 2.76250005'],
  ['ties, density 1', { elect: true, normalize: true }, '1.35416663 -1 1.5 -.5 -.75 4.42500019 -2 2'],
  ['ties, density .5', { keeps: HALF, elect: true, normalize: true }, '1.5 -1 1.5 -.5 -.75 3.5 -2 2'],
  [
    'ties, density .5, not normalized',
    { keeps: HALF, elect: true },
    '1.25 -1.29999995 .800000012 -.349999994 -.449999988 3.75 -1.29999995 2.29999995',
  ],
  [
    'ties, density .5, rescaled',
    { keeps: HALF, elect: true, normalize: true, rescale: true },
    '1.54166675 -.714285731 1.80769229 -.642857134 -1.03571427 3.45833325 -2.30769229 1.71428573',
  ],
  ['ties, density .01', { keeps: TOP, elect: true, normalize: true }, '1.5 -1 1.5 0 .25 4 -1 3'],
  [
    'ties with a negative weight',
    { weights: [0.5, -0.3, 0.7], elect: true, normalize: true },
    '1.63888884 .125000238 -.687500119 -.5 -1.6875 4.5 1.12500024 .687499762',
  ],
  ['breadcrumbs, gamma .25', { keeps: BREADCRUMBS }, '.850000024 -1.57500005 .324999988 -.287499994 .25 4.42500019 -.875 3.2249999'],
  [
    'breadcrumbs_ties, gamma .25',
    { keeps: BREADCRUMBS, elect: true },
    '.850000024 -1.29999995 .324999988 -.349999994 .25 4.42500019 -.875 3.2249999',
  ],
  ['breadcrumbs, gamma 0', { keeps: BREADCRUMBS_WHOLE }, '1.25 -1.57500005 .800000012 0 -.449999988 4.0999999 -1.17499995 2.5250001'],
  [
    'dare_linear, seed 7',
    { keeps: dareMasks(), rescale: true },
    '.768181801 -.628125072 .5 -.787499964 .3659091 4.497159 -1.2605114 3.3477273',
  ],
  [
    'dare_ties, seed 7',
    { keeps: dareMasks(), elect: true, rescale: true },
    '.768181801 -.425000072 .5 -.787499964 .3659091 4.903409 -1.4636364 3.3477273',
  ],
  [
    'della, seed 7',
    { keeps: dellaRanks(), elect: true, normalize: true, rescale: true },
    '1.54166675 .25 .5 -1.125 .636363626 4.903409 -2.5454545 4.159091',
  ],
  [
    'della_linear, seed 7',
    { keeps: dellaRanks(), rescale: true },
    '1.03901517 -.560416698 .5 -.787499964 .3659091 4.63257599 -1.32821965 3.3477273',
  ],
];

describe.each(BACKENDS)('%s makes what mergekit makes', (_, open) => {
  test.each(ELECTIONS)('%s', async (_name, options, expected) => {
    expect(await election(open, options)).toEqual(golden(expected));
  });

  test('linear', async () => {
    const request = { terms: WEIGHTS.map((coefficient, x) => ({ x, coefficient })), axis: 'all', divisor: 1.5 } as const;
    const expected = '1.18333328 -1.7166667 .583333373 -.191666663 -.166666657 4.11666679 -1.11666667 2.6833334';
    expect(floats(await emit(open, 'combine', request))).toEqual(golden(expected));
    const words = new Uint16Array((await emit(open, 'combine', request, 'BF16')).buffer);
    expect([...words].map((word) => word.toString(16)).join(' ')).toBe('3f97 bfdc 3f15 be44 be2b 4084 bf8f 402c');
  });

  test('slerp, t = .3', async () => {
    const [aa = 0, ab = 0, bb = 0] = await measure(open, 'gram', { vectors: [{ x: 0 }, { x: 1 }], axis: 'all' });
    const angle = Math.acos(ab / Math.sqrt(aa * bb));
    const terms = [0.7, 0.3].map((t, x) => ({ x, coefficient: Math.sin(t * angle) / Math.sin(angle) }));
    const expected = golden('1.20987093 -2.34683394 .808644593 .0881552622 .328318357 3.76041412 -1.13696289 3.25578499');
    const actual = floats(await emit(open, 'combine', { terms, axis: 'all' }));
    actual.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThanOrEqual(3 * 2 ** -22));
  });

  test('ram', async () => {
    const request = { rule: 'ram', base: BASE, models: [0, 1, 2], numbers: [1e-5, 1, 1, 1] } as const;
    expect(floats(await emit(open, 'pointwise', request))).toEqual(
      golden('1.08333337 -1.91666663 .875 -.1875 -.125 4.08333349 -1.375 2.875'),
    );
    // Active: 5 + 7 + 7 entries, all of them shared but none alone.
    expect(await measure(open, 'pointwiseStatistics', { rule: 'ram', base: BASE, models: [0, 1, 2], numbers: [1e-5] })).toEqual([
      5, 0, 7, 0, 7, 0,
    ]);
  });

  test('sce, with all entries and with the half of largest variance', async () => {
    const models = [0, 1, 2];
    const half = low(0.29166666, 3, 'from'); // of three equal variances mergekit took the last two
    for (const [keep, expected] of [
      [undefined, '1.2875458 -1 1.5 -.5 -.75 4.38302755 -2 2'],
      [half, '1 -1 .5 0 -.75 4 -2 2'],
    ] as const) {
      const squares = await measure(open, 'pointwiseStatistics', { rule: 'sce', base: BASE, models, numbers: [], keep });
      const numbers = squares.map((square) => square / squares.reduce((a, b) => a + b));
      expect(floats(await emit(open, 'pointwise', { rule: 'sce', base: BASE, models, numbers, keep }))).toEqual(golden(expected));
    }
  });

  test('nearswap, t = .1', async () => {
    const request = { rule: 'nearswap', base: BASE, models: [0], numbers: [0.1] } as const;
    expect(floats(await emit(open, 'pointwise', request))).toEqual(
      golden('1.10000002 -2.10000014 .5 .100000001 .25 3.9000001 -.900000036 3'),
    );
  });

  test('arcee_fusion', async () => {
    const rows = Float64Array.from(await measure(open, 'pointwiseStatistics', { rule: 'fusion', base: BASE, models: [0], numbers: [] }));
    const importance = [0.5, 0.5].map((difference, row) => difference * (rows[row] ?? 0));
    expect(importance[0]).toBeCloseTo(0.01381757, 7);
    expect(importance[1]).toBeCloseTo(0.01472358, 7);
    const threshold = 0.00345439 + 1.5 * 0.00736179;
    const request = { rule: 'fusion', base: BASE, models: [0], numbers: [threshold], rows } as const;
    expect(floats(await emit(open, 'pointwise', request))).toEqual(golden('1 -2 .5 0 .25 3.5 -1 3'));
  });
});
