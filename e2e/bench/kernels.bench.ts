/**
 * What merging costs on each backend: whole tensors of bfloat16, three models and a base where the method takes them,
 * every pass that the engine makes. Not a test: it fails only when a method cannot run.
 *
 *     npm run bench -- kernels                                  all methods and backends
 *     METHODS=ties,slerp BACKENDS=wasm npm run bench -- kernels some of them
 */
import { cpus } from 'node:os';
import { test } from 'vitest';
import { AlloyError } from '../../src/base/errors.ts';
import type { Backend, BackendKind } from '../../src/compute/backend.ts';
import { createReferenceBackend } from '../../src/compute/reference/backend.ts';
import { createWasmBackend } from '../../src/compute/wasm/backend.ts';
import { createWebGpuBackend, findAdapter } from '../../src/compute/webgpu/webgpu.ts';
import { elementsOf } from '../../src/formats/checkpoint.ts';
import type { Method } from '../../src/methods/method.ts';
import { METHODS } from '../../src/methods/methods.ts';
import { type Timing, table, timed } from './numbers.ts';
import { openResident } from './resident.ts';
import { countTraffic } from './traffic.ts';

interface Place {
  readonly kind: BackendKind;
  readonly open: () => Promise<Backend>;
  /** Of the tensor: large enough that a pass takes milliseconds, small enough that all of them take minutes. */
  readonly shape: readonly [number, number];
}

const PLACES: readonly Place[] = [
  { kind: 'wasm', open: async () => await createWasmBackend(), shape: [2048, 4096] },
  { kind: 'webgpu', open: () => createWebGpuBackend(), shape: [512, 2048] },
  { kind: 'reference', open: async () => createReferenceBackend('float32'), shape: [128, 1024] },
];

/** Output entries a second that one WASM worker should reach on two cores of a server from 2021. */
const EXPECTED: Readonly<Record<string, number>> = { ties: 80e6, slerp: 350e6 };

const chosen = (names: string | undefined, name: string): boolean => names === undefined || names.split(',').includes(name);
const places = PLACES.filter(({ kind }) => chosen(process.env.BACKENDS, kind));
const methods = [...METHODS.values()].filter(({ spec }) => chosen(process.env.METHODS, spec.id));

test.each(places)('$kind', async (place) => {
  if (place.kind === 'webgpu' && !(await findAdapter())) return say('webgpu: this machine has no adapter.');
  const memory = await memoryCopy();
  const backend = await place.open();
  const rows: string[][] = [];
  for (const method of methods) rows.push(await row(backend, method, place, memory));
  backend.close();
  const [cpu] = cpus();
  say(`${place.kind} (${backend.label}), ${place.shape.join(' × ')} bfloat16, ${cpu?.model}`);
  say(`A plain copy moves ${(memory / 1e9).toFixed(1)} GB/s (reads and writes).`);
  say(table(['method', 'M entries/s', '±', 'processor', 'bytes/output byte', 'of a copy', 'expected'], rows));
});

async function row(backend: Backend, method: Method, place: Place, memory: number): Promise<string[]> {
  try {
    return [method.spec.id, ...(await measure(backend, method, place, memory))];
  } catch (thrown) {
    if (thrown instanceof AlloyError && thrown.code === 'unsupported') return [method.spec.id, 'not on this backend'];
    throw thrown;
  }
}

async function measure(backend: Backend, method: Method, { kind, shape }: Place, memory: number): Promise<string[]> {
  const counted = countTraffic(backend);
  const resident = openResident(counted, method, shape);
  let runs = 0;
  const timing = await timed(
    async () => {
      runs++;
      await resident.merge();
    },
    { least: 3, most: 15, seconds: 1 },
  );
  resident.free();
  const moved = counted.moved() / runs;
  const rate = elementsOf(shape) / timing.seconds;
  const expected = kind === 'wasm' ? EXPECTED[method.spec.id] : undefined;
  return [
    (rate / 1e6).toFixed(1),
    percent(timing.spread),
    percent(timing.busy),
    (moved / resident.outputBytes).toFixed(1),
    percent(moved / timing.seconds / memory),
    expected === undefined ? '' : `≥ ${expected / 1e6} ${rate >= expected ? 'met' : 'MISSED'}`,
  ];
}

/** Bytes a second that copying a large array moves, both ways counted. */
async function memoryCopy(): Promise<number> {
  const from = new Uint8Array(2 ** 26).fill(1);
  const into = new Uint8Array(from.length);
  const { seconds }: Timing = await timed(async () => into.set(from), { least: 9, most: 9, seconds: 1 });
  return (2 * from.length) / seconds;
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
