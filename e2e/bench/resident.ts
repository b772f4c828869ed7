/** One bfloat16 tensor as a rule sees it, all of it in the backend's memory: the work of a merge without its transport. */
import { createDraws, fixedPoint, hashName } from '../../src/base/random.ts';
import type { Backend, DeviceBuffer, MeasureKernels, Operand, RunKernels, Tile } from '../../src/compute/backend.ts';
import { DTYPES } from '../../src/formats/dtype.ts';
import type { Method } from '../../src/methods/method.ts';
import type { PerTile, Work } from '../../src/methods/work.ts';
import { BASE, inputsOf, parameterOf } from './recipes.ts';

const NAME = 'model.layers.0.mlp.up_proj.weight';
const DTYPE = 'BF16';

export interface Resident {
  /** What the engine does with a tensor between its arrival and its departure. */
  merge(): Promise<void>;
  readonly outputBytes: number;
  free(): void;
}

export function openResident(backend: Backend, { spec, rule }: Method, [rows, columns]: readonly [number, number]): Resident {
  const { names, base } = inputsOf(spec);
  const outputBytes = rows * columns * DTYPES[DTYPE].bytes;
  const arena = backend.alloc(outputBytes * names.length);
  const out = backend.alloc(outputBytes);
  for (const [i, name] of names.entries()) upload(backend, arena, i * outputBytes, weightsOf(name, outputBytes));
  const operands = names.map((_, i): Operand => ({ offset: i * outputBytes, dtype: DTYPE }));
  const tile: Tile = { first: 0, rows, columns };
  const parameter = (key: string, input?: number) => parameterOf(spec.parameters.find((one) => one.key === key) ?? missing(key), input);
  // Every merge draws its own: backends remember the last masks, which a real merge needs once.
  let seed = 0;
  const stream = (index: number) => ({ seed, model: index, name: hashName(NAME), stream: 0 });
  const onTile = <R extends object>(request: PerTile<R>) => ({
    ...(typeof request === 'function' ? request(tile) : request),
    tile,
    operands,
  });
  const work: Work = {
    ...{ name: NAME, shape: [rows, columns], elements: rows * columns, rows, columns, dtype: DTYPE },
    ...{ inputs: names.length, base, models: names.map((_, i) => i).filter((i) => i !== base) },
    number: (key) => Number(parameter(key)),
    flag: (key) => Boolean(parameter(key)),
    choice: (key) => String(parameter(key)),
    of: (index, key) => Number(parameter(key, index)),
    measure: (kernel, request) =>
      backend.measure(kernel, { arena }, onTile(request) as unknown as MeasureKernels[typeof kernel]['uniforms']),
    async emit(kernel, request) {
      backend.run(kernel, { arena, out }, { ...onTile(request), out: { offset: 0, dtype: DTYPE } } as unknown as RunKernels[typeof kernel]);
    },
    bernoulli: (index, probability) => ({ kind: 'bernoulli', probability: fixedPoint(probability), stream: stream(index) }),
    ranked: (index, low, high, divide) => ({ kind: 'ranked', low, high, divide, stream: stream(index) }),
    coefficients: () => undefined,
    wholeModel: () => ({ kind: 'all' }),
    note: () => undefined,
  };
  return {
    async merge() {
      seed++;
      await backend.measure('finite', { arena }, { tile, operands });
      await rule(work);
      // A result that can be read is finished; the rest of it stays where it is.
      await backend.download(out, 0, new Uint8Array(16));
    },
    outputBytes,
    free() {
      backend.free(arena);
      backend.free(out);
    },
  };
}

function missing(key: string): never {
  throw new Error(`The method has no parameter ${key}`);
}

const PIECE = 2 ** 24;

function upload(backend: Backend, arena: DeviceBuffer, at: number, bytes: Uint8Array<ArrayBuffer>): void {
  for (let done = 0; done < bytes.length; done += PIECE) backend.upload(arena, at + done, bytes.slice(done, done + PIECE), true);
}

/** Weights like a model's: bell-shaped, about 0.02 wide, a fine-tuned one a tenth of that from the base. */
function weightsOf(name: string, bytes: number): Uint8Array<ArrayBuffer> {
  const single = new Float32Array(1);
  const word = new Uint32Array(single.buffer);
  const base = bell('base');
  const change = name === BASE ? () => 0 : bell(name);
  const weights = new Uint16Array(bytes / 2);
  for (let i = 0; i < weights.length; i++) {
    single[0] = 0.02 * base(i) + 0.002 * change(i);
    weights[i] = (word[0] ?? 0) >>> 16;
  }
  return new Uint8Array(weights.buffer);
}

/** Roughly normal numbers: the four bytes of one draw, added up. */
function bell(name: string): (index: number) => number {
  const draw = createDraws({ seed: 1, model: 0, name: hashName(name), stream: 0 });
  return (index) => {
    const bits = draw(index);
    return ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510) / 147.8;
  };
}
