/** Checkpoints in memory and a host without a browser, for tests of planner and runner. */
import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import type { Checkpoint } from '../formats/checkpoint.ts';
import { DTYPES, type DType, type FloatDType, isFloat } from '../formats/dtype.ts';
import { layoutFiles } from '../formats/layout.ts';
import { decode, encode } from '../formats/number.ts';
import { parseHeader } from '../formats/safetensors.ts';
import { createMemoryOutput, createMemoryScratch } from '../io/memory.ts';
import type { OutputStore } from '../io/output.ts';
import type { CheckpointSource } from '../io/source.ts';
import { createEngine } from './engine.ts';
import type { EngineHost } from './host.ts';
import type { JobEvent, JobOptions, JobResult } from './protocol.ts';

export interface TestTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface TestModel {
  readonly tensors: readonly TestTensor[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly licence?: string;
  /** Small files beside the weights, by path. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** One safetensors file in memory. */
export function fileOf(tensors: readonly TestTensor[]): Uint8Array<ArrayBuffer> {
  const { files, places } = layoutFiles(tensors, { shardBytes: Number.MAX_SAFE_INTEGER });
  const file = defined(files[0], 'a file');
  const bytes = new Uint8Array(file.bytes);
  bytes.set(file.header);
  for (const t of tensors) {
    const place = defined(places.get(t.name), t.name);
    const into = bytes.subarray(place.offset, place.offset + place.bytes);
    if (isFloat(t.dtype)) encode(t.dtype, t.values, into);
    else if (DTYPES[t.dtype].bytes === 8) new BigInt64Array(bytes.buffer, place.offset, t.values.length).set(Array.from(t.values, BigInt));
    else into.set(Array.from(t.values));
  }
  return bytes;
}

type ReadLog = (file: string, offset: number, bytes: number) => void;

export function memorySource(label: string, model: TestModel, local = true, log?: ReadLog): CheckpointSource {
  return fileSource(label, fileOf(model.tensors), { config: model.config, licence: model.licence, texts: model.texts, local, log });
}

interface FileSourceOptions {
  readonly config?: TestModel['config'] | undefined;
  readonly licence?: string | undefined;
  readonly texts?: TestModel['texts'] | undefined;
  readonly local?: boolean;
  readonly log?: ReadLog | undefined;
}

/** A checkpoint of one safetensors file. */
export function fileSource(
  label: string,
  weights: Uint8Array<ArrayBuffer>,
  { config, licence, texts = {}, local = true, log }: FileSourceOptions = {},
): CheckpointSource {
  const facts = config ?? { architectures: ['LlamaForCausalLM'], model_type: 'llama' };
  const files = new Map([
    ['model.safetensors', weights],
    ...Object.entries({ 'config.json': JSON.stringify(facts), ...texts }).map(
      ([path, text]) => [path, new TextEncoder().encode(text)] as const,
    ),
  ]);
  const header = parseHeader(weights, weights.length, 'model.safetensors');
  const checkpoint: Checkpoint = {
    label,
    tensors: new Map(header.tensors.map((t) => [t.name, t])),
    files: [...files].map(([path, bytes]) => ({ path, bytes: bytes.length })),
    config: facts,
    card: { licence },
  };
  return {
    facts: async () => checkpoint,
    async read(file, offset, into, signal) {
      signal.throwIfAborted();
      const bytes = files.get(file);
      if (!bytes || offset + into.length > bytes.length)
        throw new AlloyError({ code: 'missing', what: 'The bytes are not there.', where: file });
      into.set(bytes.subarray(offset, offset + into.length));
      log?.(file, offset, into.length);
    },
    local,
    close: () => undefined,
  };
}

export interface TestHost extends EngineHost {
  /** Stores of the jobs so far. */
  readonly stores: readonly OutputStore[];
}

export interface TestHostOptions {
  readonly backend?: (() => Backend | Promise<Backend>) | undefined;
  /** Several at once, in place of `backend`. */
  readonly lanes?: (() => readonly Backend[]) | undefined;
  readonly budgetBytes?: number | undefined;
  readonly output?: (() => OutputStore) | undefined;
}

/** Sources are named by `folder` specs whose path is a key of `models`. */
export function testHost(models: Readonly<Record<string, CheckpointSource>>, options: TestHostOptions = {}): TestHost {
  const stores: OutputStore[] = [];
  const { backend = () => createReferenceBackend('float32') } = options;
  return {
    stores,
    open: (spec) => defined(models[spec.kind === 'folder' ? spec.path : ''], JSON.stringify(spec)),
    async lanes() {
      const backends = options.lanes?.() ?? [await backend()];
      const { kind, label } = defined(backends[0], 'a backend');
      return { report: { kind, label, reason: 'a test', lanes: backends.length }, backends };
    },
    async output() {
      const store = options.output?.() ?? createMemoryOutput();
      stores.push(store);
      return store;
    },
    scratch: async (bytes) => createMemoryScratch(bytes),
    budgetBytes: options.budgetBytes ?? 64 * 1024 * 1024,
  };
}

export interface TestRun {
  readonly events: readonly JobEvent[];
  readonly result: JobResult;
  /** Every output tensor as numbers. */
  readonly tensors: ReadonlyMap<string, { readonly dtype: FloatDType; readonly shape: readonly number[]; readonly values: Float64Array }>;
  readonly text: (path: string) => Promise<string>;
}

/** Runs a recipe whose model references are the keys of `models`. */
export async function runRecipe(
  models: Readonly<Record<string, CheckpointSource>>,
  recipe: string,
  options: TestHostOptions & { job?: JobOptions } = {},
): Promise<TestRun> {
  const events: JobEvent[] = [];
  const engine = createEngine(testHost(models, options));
  const sources = Object.fromEntries(Object.keys(models).map((path) => [path, { kind: 'folder', path } as const]));
  await engine.run('test', { recipe, sources, options: options.job }, (event) => void events.push(event));
  const last = events.at(-1);
  if (last?.type === 'failed') throw AlloyError.fromPlain(last.problem);
  if (last?.type !== 'done') throw new Error('The job ended without a word');
  const { result } = last;
  const textOf = async (path: string) => await defined(result.files.find((f) => f.path === path)?.file, path).text();
  return { events, result, tensors: await readAll(result), text: textOf };
}

async function readAll(result: JobResult): Promise<TestRun['tensors']> {
  const tensors = new Map<string, { dtype: FloatDType; shape: readonly number[]; values: Float64Array }>();
  for (const { path, file } of result.files) {
    if (!path.endsWith('.safetensors')) continue;
    const bytes = new Uint8Array(await defined(file, path).arrayBuffer());
    for (const t of parseHeader(bytes, bytes.length, path).tensors) {
      if (!isFloat(t.dtype)) continue;
      const values = new Float64Array(t.bytes / DTYPES[t.dtype].bytes);
      decode(t.dtype, bytes.subarray(t.offset, t.offset + t.bytes), values);
      tensors.set(t.name, { dtype: t.dtype, shape: t.shape, values });
    }
  }
  return tensors;
}
