/**
 * One tensor in memory as a rule sees it, for tests: cut into tiles of a few rows, on any backend. Random keep rules
 * come from Philox, or from torch's generator where a seed for it is given.
 */
import { defined } from '../base/assert.ts';
import { hashName } from '../base/random.ts';
import { createTorchRandom } from '../base/torch-random.ts';
import type { Backend, MeasureKernel, MeasureKernels, RunKernels, Tile } from '../compute/backend.ts';
import { elementsOf } from '../formats/checkpoint.ts';
import type { Method } from './method.ts';
import type { MeasureRequest, PerTile, Work } from './work.ts';

export interface Example {
  readonly shape: readonly number[];
  /** float32 values of each input. */
  readonly inputs: readonly ArrayLike<number>[];
  readonly base?: number;
  readonly shared?: Readonly<Record<string, number | boolean | string>> | undefined;
  /** By input; the base's entry may be empty. */
  readonly models?: readonly Readonly<Record<string, number>>[];
  /** Seed of torch's generator; Philox without it. */
  readonly torchSeed?: number;
  /** Rows in a tile; all by default. */
  readonly tileRows?: number;
}

export interface Outcome {
  readonly values: Float32Array;
  readonly notes: readonly string[];
}

const NAME = 'layer.weight';

/** Runs a rule on one tensor; what the example leaves out has the spec's default. */
export async function mergeInMemory(backend: Backend, { spec, rule }: Method, example: Example): Promise<Outcome> {
  const memory = createMemory(backend, example);
  const notes: string[] = [];
  const preset = (key: string) => spec.parameters.find((parameter) => parameter.key === key)?.default;
  const shared = (key: string) => defined(example.shared?.[key] ?? preset(key), `a value of ${key}`);
  await rule({
    ...factsOf(example),
    coefficients: () => undefined,
    wholeModel: () => {
      throw new Error('One tensor is no whole model');
    },
    ...keepRules(example),
    measure: memory.measure,
    emit: memory.emit,
    number: (key) => Number(shared(key)),
    flag: (key) => Boolean(shared(key)),
    choice: (key) => String(shared(key)),
    of: (index, key) => Number(example.models?.[index]?.[key] ?? shared(key)),
    note: (text) => notes.push(text),
  });
  return { values: await memory.result(), notes };
}

function factsOf({
  shape,
  inputs,
  base,
}: Example): Pick<Work, 'name' | 'shape' | 'elements' | 'rows' | 'columns' | 'inputs' | 'base' | 'models' | 'dtype'> {
  const elements = elementsOf(shape);
  const columns = shape.at(-1) ?? 1;
  const models = inputs.map((_, i) => i).filter((i) => i !== base);
  return { name: NAME, shape, elements, rows: elements / columns, columns, inputs: inputs.length, base, models, dtype: 'F32' };
}

interface Memory {
  readonly measure: Work['measure'];
  readonly emit: Work['emit'];
  result(): Promise<Float32Array>;
}

function createMemory(backend: Backend, example: Example): Memory {
  const { elements, rows, columns } = factsOf(example);
  const stride = Math.ceil(elements / 4) * 16;
  const arena = backend.alloc(stride * example.inputs.length);
  // A tile's result begins at a multiple of 16 bytes, so each has a place of its own.
  const tiles = tilesOf(rows, columns, example.tileRows ?? rows);
  const outStride = Math.ceil((defined(tiles[0], 'a tile').rows * columns) / 4) * 16;
  const out = backend.alloc(outStride * tiles.length);
  for (const [i, values] of example.inputs.entries()) backend.upload(arena, i * stride, new Uint8Array(Float32Array.from(values).buffer));
  const operandsAt = (tile: Tile) => example.inputs.map((_, i) => ({ offset: i * stride + tile.first * 4, dtype: 'F32' as const }));
  return {
    async measure(kernel, request) {
      const totals = createTotals(kernel);
      // Numbers of rows follow one another; everything else adds up.
      const byRow = (made: object) => ('axis' in made && made.axis === 'row') || ('rule' in made && made.rule === 'fusion');
      for (const tile of tiles) {
        const made = totals.next(onTile(request, tile));
        const uniforms = { ...made, tile, operands: operandsAt(tile) } as unknown as MeasureKernels[typeof kernel]['uniforms'];
        totals.add(await backend.measure(kernel, { arena }, uniforms), byRow(made));
      }
      return totals.value();
    },
    async emit(kernel, request) {
      for (const [i, tile] of tiles.entries()) {
        const target = { offset: i * outStride, dtype: 'F32' };
        const uniforms = {
          ...onTile(request, tile),
          tile,
          operands: operandsAt(tile),
          out: target,
        } as unknown as RunKernels[typeof kernel];
        backend.run(kernel, { arena, out }, uniforms);
      }
    },
    async result() {
      const values = new Float32Array(elements);
      for (const [i, tile] of tiles.entries()) {
        const bytes = new Uint8Array(tile.rows * columns * 4);
        await backend.download(out, i * outStride, bytes);
        values.set(new Float32Array(bytes.buffer), tile.first);
      }
      return values;
    },
  };
}

const onTile = <R extends object>(request: PerTile<R>, tile: Tile): R => (typeof request === 'function' ? request(tile) : request);

function tilesOf(rows: number, columns: number, tileRows: number): Tile[] {
  const count = Math.max(1, Math.ceil(rows / tileRows));
  return Array.from({ length: count }, (_, i) => ({
    first: i * tileRows * columns,
    rows: Math.min(tileRows, rows - i * tileRows),
    columns,
  }));
}

/** Joins the tiles' numbers as the runner does: rows in order, a located entry once, everything else added up. */
function createTotals(kernel: MeasureKernel) {
  let total: number[] = [];
  let seen = 0;
  return {
    next: <K extends MeasureKernel>(request: MeasureRequest<K>): MeasureRequest<K> =>
      'nth' in request ? { ...request, nth: Number(request.nth) - seen } : request,
    add(numbers: Float64Array, rows: boolean): void {
      if (kernel === 'locate') {
        if ((total[1] ?? -1) < 0) total = [...numbers];
        seen += numbers[0] ?? 0;
      } else if (rows || total.length === 0) total = [...total, ...numbers];
      else total = total.map((sum, i) => sum + (numbers[i] ?? 0));
    },
    value: () => Float64Array.from(total),
  };
}

function keepRules(example: Example): Pick<Work, 'bernoulli' | 'ranked'> {
  const { elements } = factsOf(example);
  const stream = (index: number) => ({ seed: 7, model: index, name: hashName(NAME), stream: 0 });
  if (example.torchSeed === undefined) {
    return {
      bernoulli: (index, probability) => ({ kind: 'bernoulli', probability: Math.round(probability * 2 ** 32), stream: stream(index) }),
      ranked: (index, low, high, divide) => ({ kind: 'ranked', low, high, divide, stream: stream(index) }),
    };
  }
  const random = createTorchRandom(example.torchSeed);
  const draw = () => {
    const draws = new Uint32Array(elements);
    random.fill24(draws);
    return (tile: Tile) => draws.slice(tile.first, tile.first + tile.rows * tile.columns);
  };
  return {
    bernoulli(_, probability) {
      const drawn = draw();
      return (tile) => ({ kind: 'mask', bits: maskOf(drawn(tile), probability) });
    },
    ranked(_, low, high, divide) {
      const drawn = draw();
      return (tile) => ({ kind: 'ranked', low, high, divide, draws: drawn(tile) });
    },
  };
}

function maskOf(draws: Uint32Array, probability: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(draws.length / 8));
  for (const [i, draw] of draws.entries())
    if (draw * 2 ** -24 < Math.fround(probability)) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}
