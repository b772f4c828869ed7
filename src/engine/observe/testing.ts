/** Small models for the tests of observing, and an engine that counts the buffers it holds. */
import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import { createDraws } from '../../base/random.ts';
import type { Backend } from '../../compute/backend.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import type { DType } from '../../formats/dtype.ts';
import { createEngine } from '../engine.ts';
import type { Observation, ObserveRequest } from '../observe-types.ts';
import type { JobOptions, JobRequest, Outcome } from '../protocol.ts';
import { memorySource, type TestTensor, testHost } from '../testing.ts';

/** Tensors of every kind of shape: rows, one row, a single number, more than one block of a kernel. */
export const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'model.embed_tokens.weight': [23, 11],
  'model.layers.0.self_attn.q_proj.weight': [40, 33],
  'model.layers.0.input_layernorm.weight': [33],
  'model.layers.1.self_attn.q_proj.weight': [40, 33],
  'model.layers.1.input_layernorm.weight': [33],
};

/** About normally distributed, the same in every run. */
export function normals(seed: number, count: number): Float64Array {
  const draw = createDraws({ seed, model: 0, name: 0, stream: 0 });
  let index = 0;
  const uniform = () => draw(index++) / 2 ** 32;
  return Float64Array.from({ length: count }, () => (uniform() + uniform() + uniform() + uniform() - 2) * 1.7);
}

export type Weights = ReadonlyMap<string, Float64Array>;

/** Base weights, and experts near them whose task vectors are independent. All are exact in float32. */
export function family(
  shapes: Readonly<Record<string, readonly number[]>>,
  refs: readonly string[],
  distance = 0.05,
): ReadonlyMap<string, Weights> {
  const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const names = Object.keys(shapes);
  return new Map(
    refs.map((ref, model) => [
      ref,
      new Map(
        names.map((name, i) => {
          const count = sizeOf(defined(shapes[name], name));
          const base = normals(1000 + i, count);
          const own = normals(2000 + 100 * model + i, count);
          return [name, Float64Array.from(base, (b, j) => Math.fround(model === 0 ? b : b + distance * (own[j] ?? 0)))];
        }),
      ),
    ]),
  );
}

export interface Bench {
  readonly engine: ReturnType<typeof createEngine>;
  job(recipe: string, options?: JobOptions): JobRequest;
  observe(recipe: string, request?: Omit<ObserveRequest, 'job'>, options?: JobOptions): Promise<Observation>;
  /** Buffers and bytes that are allocated and not freed. */
  readonly live: () => { buffers: number; bytes: number };
  /** Bytes that were read of the models' weights. */
  readonly read: () => number;
}

export interface BenchOptions {
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly dtype?: DType;
  readonly backend?: () => Backend | Promise<Backend>;
  readonly budgetBytes?: number;
}

export function createBench(
  models: ReadonlyMap<string, Weights>,
  { shapes = SHAPES, dtype = 'F32', backend = () => createReferenceBackend('float32'), budgetBytes }: BenchOptions = {},
): Bench {
  let bytesRead = 0;
  const sources = Object.fromEntries(
    [...models].map(([ref, weights]) => {
      const tensors = [...weights].map(([name, values]): TestTensor => ({ name, dtype, shape: defined(shapes[name], name), values }));
      const count = (_file: string, _offset: number, bytes: number): void => {
        bytesRead += bytes;
      };
      return [ref, memorySource(ref, { tensors }, true, count)];
    }),
  );
  const live = new Map<string, number>();
  let opened = 0;
  const counted = async () => {
    const real = await backend();
    const lane = opened++;
    return {
      ...real,
      alloc: (bytes: number) => {
        const buffer = real.alloc(bytes);
        live.set(`${lane} ${buffer.id}`, bytes);
        return buffer;
      },
      free: (buffer: { id: number; bytes: number }) => {
        live.delete(`${lane} ${buffer.id}`);
        real.free(buffer);
      },
    };
  };
  const engine = createEngine(testHost(sources, { backend: counted, budgetBytes }));
  const specs = Object.fromEntries([...models.keys()].map((path) => [path, { kind: 'folder', path } as const]));
  const job = (recipe: string, options?: JobOptions): JobRequest => ({ recipe, sources: specs, options });
  let calls = 0;
  return {
    engine,
    job,
    observe: async (recipe, request = {}, options) =>
      unwrap(await engine.observe(`observe ${calls++}`, { job: job(recipe, options), ...request })),
    live: () => ({ buffers: live.size, bytes: [...live.values()].reduce((a, b) => a + b, 0) }),
    read: () => bytesRead,
  };
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw AlloyError.fromPlain(outcome.fault);
}
