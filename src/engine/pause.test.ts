import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { defined } from '../base/assert.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createMemoryOutput } from '../io/memory.ts';
import type { CheckpointSource } from '../io/source.ts';
import { createEngine } from './engine.ts';
import type { JobEvent } from './protocol.ts';
import { memorySource, type TestHostOptions, type TestTensor, testHost } from './testing.ts';

const SHAPE = [24, 33];
const NAMES = ['model.embed_tokens.weight', ...[0, 1, 2].flatMap((l) => [`model.layers.${l}.mlp.up_proj.weight`, `model.layers.${l}.b`])];
const tensors = (seed: number): TestTensor[] =>
  NAMES.map((name, n) => ({
    name,
    dtype: 'F32',
    shape: SHAPE,
    values: Array.from({ length: 792 }, (_, i) => Math.sin(seed + n + i * 0.7)),
  }));

const RECIPE = `
merge_method: ties
base_model: base
models: [{model: a, parameters: {weight: 1, density: 0.5}}, {model: b, parameters: {weight: 0.5, density: 0.3}}]
dtype: float32
`;
const TRIMMED_AS_ONE = `${RECIPE}alloy: {trim: model}\n`;

interface Watched extends TestHostOptions {
  readonly recipe?: string;
  /** The reads (counted from 1) at which the run is paused. */
  readonly pauseAt?: readonly number[];
  /** What happens while it stands still; by default it is resumed. */
  readonly meanwhile?: (engine: ReturnType<typeof createEngine>) => unknown;
  readonly read?: (count: number) => void;
}

/** A run whose reads take a turn of the event loop each, and that small tiles cut into many. */
async function run({ recipe = RECIPE, pauseAt = [], meanwhile = (engine) => engine.resume('run'), read, ...options }: Watched = {}) {
  const events: JobEvent[] = [];
  const reads: string[] = [];
  const late: string[] = [];
  let still = false;
  const watched = (source: CheckpointSource): CheckpointSource => ({
    ...source,
    local: false,
    async read(file, offset, into, signal) {
      const what = `${file} ${offset} ${into.length}`;
      (still ? late : reads).push(what);
      if (pauseAt.includes(reads.length)) void engine.pause('run');
      read?.(reads.length);
      await turn();
      await source.read(file, offset, into, signal);
    },
  });
  const models = Object.fromEntries(['base', 'a', 'b'].map((ref, i) => [ref, watched(memorySource(ref, { tensors: tensors(i) }))]));
  const host = testHost(models, { budgetBytes: 12_000, ...options });
  const engine = createEngine(host);
  const sources = Object.fromEntries(Object.keys(models).map((path) => [path, { kind: 'folder', path } as const]));
  await engine.run('run', { recipe, sources }, (event) => {
    events.push(event);
    if (event.type !== 'paused') return;
    still = true;
    void stand().then(() => {
      still = false;
      void meanwhile(engine);
    });
  });
  return { last: defined(events.at(-1), 'an event'), events, reads, late, host };
}

/** Long enough for anything that goes on to show itself. */
async function stand(): Promise<void> {
  for (let i = 0; i < 50; i++) await turn();
}

async function bytesOf(event: JobEvent): Promise<string> {
  if (event.type !== 'done') throw new Error(JSON.stringify(event));
  const { file } = event.result.files.find(({ path }) => path === 'model.safetensors') ?? {};
  return Buffer.from(await defined(file, 'the merge').arrayBuffer()).toString('base64');
}

test.each([RECIPE, TRIMMED_AS_ONE])(
  'a run paused again and again makes the same bytes with the same reads, none of them at a stand',
  async (recipe) => {
    const whole = await run({ recipe });
    expect(whole.reads.length).toBeGreaterThan(20);
    const paused = await run({ recipe, pauseAt: [1, 9, 17] });
    expect(paused.events.filter(({ type }) => type === 'paused')).toHaveLength(3);
    expect(paused.late).toEqual([]);
    expect(paused.reads.toSorted()).toEqual(whole.reads.toSorted());
    expect(await bytesOf(paused.last)).toBe(await bytesOf(whole.last));
  },
);

test('the time at a stand is not the run’s', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { last } = await run({
      pauseAt: [9],
      meanwhile(engine) {
        vi.advanceTimersByTime(60_000);
        return engine.resume('run');
      },
    });
    expect(last.type === 'done' && last.result.seconds).toBeLessThan(1);
  } finally {
    vi.useRealTimers();
  }
});

test('cancelled while paused, it ends and leaves nothing', async () => {
  const store = createMemoryOutput();
  const abort = vi.spyOn(store, 'abort');
  const { last, late } = await run({ pauseAt: [9], meanwhile: (engine) => engine.cancel('run'), output: () => store });
  expect(last).toMatchObject({ type: 'failed', problem: { code: 'aborted' } });
  expect(abort).toHaveBeenCalled();
  expect(late).toEqual([]);
});

test('a device that is lost while paused is replaced, and the run stays paused until it is resumed', async () => {
  const lost = Promise.withResolvers<string>();
  let opened = 0;
  const backend = () => {
    const inner = createReferenceBackend('float32');
    return opened++ === 0 ? { ...inner, lost: lost.promise } : inner;
  };
  const { last, late, events } = await run({
    pauseAt: [9],
    backend,
    async meanwhile(engine) {
      lost.resolve('gone');
      await stand();
      expect(opened).toBe(2);
      void engine.resume('run');
    },
  });
  expect(late).toEqual([]);
  expect(events.some((event) => event.type === 'warning' && event.message.includes('nothing was lost'))).toBe(true);
  expect(await bytesOf(last)).toBe(await bytesOf((await run()).last));
});

test('a read that fails after the pause was asked for ends the run', async () => {
  const { last } = await run({
    read(count) {
      if (count === 9) throw new Error('the line broke');
    },
    pauseAt: [8],
  });
  expect(last).toMatchObject({ type: 'failed', problem: { what: expect.stringContaining('the line broke') } });
});
