/** Random tiles for the kernel suite, a backend's answers about them, and what counts as the same answer. */
import { createDraws } from '../../base/random.ts';
import { DTYPES, type FloatDType } from '../../formats/dtype.ts';
import { decode, encode, spacing } from '../../formats/number.ts';
import type { Backend, MeasureKernel, MeasureKernels, Operand, RunKernel, RunKernels, Tile } from '../backend.ts';

/** The formats that every backend computes with. */
export const FORMATS = ['F32', 'F16', 'BF16', 'F8_E4M3', 'F8_E5M2'] as const satisfies readonly FloatDType[];

/**
 * `count` formats: every third start one for all, as in most checkpoints, where backends read faster; else in turn,
 * beginning anywhere.
 */
export const formats = (start: number, count: number): FloatDType[] =>
  Array.from({ length: count }, (_, i) => FORMATS[(start % 3 === 0 ? start / 3 : start + i) % FORMATS.length] ?? 'F32');

/**
 * Empty, single, odd, one over a block or a workgroup, and rows that no vector width divides. The last passes index 2^34,
 * where the generator's counter needs its second word.
 */
export const TILES: readonly Tile[] = [
  { first: 0, rows: 0, columns: 5 },
  { first: 0, rows: 1, columns: 1 },
  { first: 9, rows: 1, columns: 3 },
  { first: 2 ** 33 + 5, rows: 7, columns: 5 },
  { first: 3, rows: 1025, columns: 1 },
  { first: 67 * 4, rows: 33, columns: 67 },
  { first: 2051, rows: 2, columns: 2051 },
  { first: 2 ** 34 - 1001, rows: 61, columns: 257 },
];
/** One that is good for most purposes; it passes that index too. */
export const TILE: Tile = { first: 2 ** 34 - 67 * 4, rows: 33, columns: 67 };

/** Numbers in [0, 1), the same in every run. */
export function createRandom(seed: number): () => number {
  const draw = createDraws({ seed, model: 0, name: 0, stream: 0 });
  let index = 0;
  return () => draw(index++) / 2 ** 32;
}

/**
 * 'fine': about normally distributed. 'coarse': eighths in [-1, 1], exact in every format: many differences are equal or
 * zero, and sums of a few dyadic multiples are exact however they are fused.
 */
export type Grain = 'fine' | 'coarse';

export interface Fixture {
  readonly tile: Tile;
  readonly operands: readonly Operand[];
  /** The operands' entries, as the formats hold them. */
  readonly values: readonly Float64Array[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function createFixture(seed: number, tile: Tile, dtypes: readonly FloatDType[], grain: Grain): Fixture {
  const random = createRandom(seed);
  const entry = grain === 'coarse' ? () => Math.floor(random() * 17) / 8 - 1 : () => (random() + random() + random() - 1.5) * 0.7;
  const columns = dtypes.map(() => Float64Array.from({ length: tile.rows * tile.columns }, entry));
  return packFixture(tile, dtypes, columns);
}

/** Lays the operands out at the least alignment that the contract allows. */
export function packFixture(tile: Tile, dtypes: readonly FloatDType[], columns: readonly Float64Array[]): Fixture {
  let end = 0;
  const operands = dtypes.map((dtype) => {
    const size = DTYPES[dtype].bytes;
    const offset = (Math.floor(end / size) + 1) * size;
    end = offset + tile.rows * tile.columns * size;
    return { offset, dtype };
  });
  const bytes = new Uint8Array(Math.ceil(end / 16) * 16 + 16);
  operands.forEach(({ offset, dtype }, i) => encode(dtype, columns[i] ?? [], bytes.subarray(offset)));
  return readFixture(tile, operands, bytes);
}

/** Every triple of numbers that are none with some that are; the fourth operand is 0. */
export function createOddFixture(): Fixture {
  const entries = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 2];
  const { length } = entries;
  const count = length ** 3;
  const columns = [0, 1, 2].map((model) =>
    Float64Array.from({ length: count }, (_, i) => entries[Math.floor(i / length ** model) % length] ?? 0),
  );
  return packFixture({ first: 0, rows: length, columns: length ** 2 }, ['F32', 'F32', 'F32', 'F32'], [...columns, new Float64Array(count)]);
}

export function readFixture(tile: Tile, operands: readonly Operand[], bytes: Uint8Array<ArrayBuffer>): Fixture {
  const values = operands.map(({ offset, dtype }) => {
    const held = new Float64Array(tile.rows * tile.columns);
    decode(dtype, bytes.subarray(offset), held);
    return held;
  });
  return { tile, operands, values, bytes };
}

const SENTINEL = 0xa5;
const OUT_OFFSET = 32;

type Placed = 'tile' | 'operands' | 'out';
export type RunRequest<K extends RunKernel> = Omit<RunKernels[K], Placed>;
export type MeasureRequest<K extends MeasureKernel> = Omit<MeasureKernels[K]['uniforms'], Placed>;

export interface Result {
  readonly values: Float64Array;
  /** Places outside the target that were written to. */
  readonly spilled: readonly number[];
}

/** Runs a kernel into a buffer full of sentinels. */
export async function runOn<K extends RunKernel>(
  backend: Backend,
  kernel: K,
  { tile, operands, bytes }: Fixture,
  dtype: FloatDType,
  request: RunRequest<K>,
): Promise<Result> {
  const end = OUT_OFFSET + tile.rows * tile.columns * DTYPES[dtype].bytes;
  const received = new Uint8Array(Math.ceil(end / 4) * 4 + 64).fill(SENTINEL);
  const arena = backend.alloc(bytes.length);
  const out = backend.alloc(received.length);
  try {
    backend.upload(arena, 0, bytes.slice());
    backend.upload(out, 0, received.slice());
    // A request and the places of its operands make the kernel's uniforms.
    const uniforms = { ...request, tile, operands, out: { offset: OUT_OFFSET, dtype } } as unknown as RunKernels[K];
    backend.run(kernel, { arena, out }, uniforms);
    await backend.download(out, 0, received);
  } finally {
    backend.free(arena);
    backend.free(out);
  }
  const values = new Float64Array(tile.rows * tile.columns);
  decode(dtype, received.subarray(OUT_OFFSET), values);
  const outside = (i: number) => i < OUT_OFFSET || i >= Math.ceil(end / 4) * 4;
  return { values, spilled: [...received.keys()].filter((i) => outside(i) && received[i] !== SENTINEL) };
}

export async function measureOn<K extends MeasureKernel>(
  backend: Backend,
  kernel: K,
  { tile, operands, bytes }: Fixture,
  request: MeasureRequest<K>,
): Promise<Float64Array> {
  const arena = backend.alloc(bytes.length);
  try {
    backend.upload(arena, 0, bytes.slice());
    return await backend.measure(kernel, { arena }, { ...request, tile, operands } as unknown as MeasureKernels[K]['uniforms']);
  } finally {
    backend.free(arena);
  }
}

/** A difference that a test shows: [index, actual, expected]. */
export type Difference = readonly [number, number, number];

/** Entries that are not the same number (NaN is NaN, −0 is not 0). */
export const unequal = (actual: Float64Array, expected: Float64Array): Difference[] => differences(actual, expected, Object.is);

/** U of the accuracy targets: spacings of the result's format at the largest of the entry's operands and its result. */
const UNITS = 4;

/**
 * Entries further apart than {@link UNITS} spacings. `gain`: by how much the operation may enlarge its operands on the
 * way; `ignore`: entries that hang on a sum that is all but zero.
 */
export function distant(
  actual: Float64Array,
  expected: Float64Array,
  dtype: FloatDType,
  { values }: Fixture,
  gain: number,
  ignore: (i: number) => boolean = () => false,
): Difference[] {
  return differences(actual, expected, (a, b, i) => {
    const largest = values.reduce((most, operand) => Math.max(most, Math.abs(operand[i] ?? 0)), Math.abs(b));
    return Math.abs(a - b) <= UNITS * spacing(dtype, largest * gain) || ignore(i);
  });
}

const SHOWN = 5;

export function differences(
  actual: Float64Array,
  expected: Float64Array,
  same: (a: number, b: number, i: number) => boolean,
): Difference[] {
  const wrong: Difference[] = actual.length === expected.length ? [] : [[-1, actual.length, expected.length]];
  for (let i = 0; i < expected.length && wrong.length < SHOWN; i++) {
    const [a, b] = [actual[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    if (!same(a, b, i)) wrong.push([i, a, b]);
  }
  return wrong;
}
