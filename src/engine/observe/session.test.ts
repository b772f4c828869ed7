/** What observing keeps from one request to the next, and what it lets go of. */
import * as Comlink from 'comlink';
import { describe, expect, test } from 'vitest';
import { AlloyError } from '../../base/errors.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import { clientOf } from '../client.ts';
import type { Observation } from '../observe-types.ts';
import { createBench, family, normals, SHAPES } from './testing.ts';

const MODELS = family(SHAPES, ['base', 'a', 'b', 'c']);

const recipe = (weight: number, more = '', refs: readonly string[] = ['a', 'b']): string => `
merge_method: ties
base_model: base
models:
${refs.map((ref) => `  - {model: ${ref}, parameters: {weight: ${ref === 'a' ? weight : 0.4}, density: 0.6}}`).join('\n')}
dtype: float32
${more}`;

/** Weights by part of the model: only the attention's change. */
const byFilter = (attention: number): string => `
merge_method: task_arithmetic
base_model: base
models:
  - model: a
    parameters: {weight: [{filter: self_attn, value: ${attention}}, {value: 0.5}]}
  - {model: b, parameters: {weight: 0.4}}
dtype: float32
`;

const numbersOf = ({ tensors, inputs }: Observation) => ({ tensors, inputs });

describe('a second request', () => {
  test('computes what changed, reads nothing, and equals a fresh one', async () => {
    const bench = createBench(MODELS);
    expect((await bench.observe(byFilter(1))).changed).toEqual(expect.arrayContaining(Object.keys(SHAPES)));
    const read = bench.read();
    expect((await bench.observe(byFilter(1))).changed).toEqual([]);
    const second = await bench.observe(byFilter(0.25));
    expect(second.changed).toEqual(['model.layers.0.self_attn.q_proj.weight', 'model.layers.1.self_attn.q_proj.weight']);
    expect(bench.read()).toBe(read);
    expect(numbersOf(second)).toEqual(numbersOf(await createBench(MODELS).observe(byFilter(0.25))));
  });

  test('another model is read, the others are kept', async () => {
    const bench = createBench(MODELS);
    await bench.observe(recipe(1));
    const before = bench.read();
    const observed = await bench.observe(recipe(1, '', ['c', 'a', 'b']));
    expect(bench.read() - before).toBeLessThan(before / 2);
    expect(numbersOf(observed)).toEqual(numbersOf(await createBench(MODELS).observe(recipe(1, '', ['c', 'a', 'b']))));
  });

  test.each(['alloy: {trim: model}', 'alloy: {elect_by: count}', 'parameters: {lambda: 0.5}'])('after %s', async (more) => {
    const bench = createBench(MODELS);
    for (const weight of [1, 0.5]) {
      await bench.observe(recipe(weight));
      expect(numbersOf(await bench.observe(recipe(weight, more)))).toEqual(
        numbersOf(await createBench(MODELS).observe(recipe(weight, more))),
      );
    }
  });

  test('in a model that draws at random, with either generator', async () => {
    const dare = (density: number) => recipe(1).replace('ties', 'dare_ties').replaceAll('0.6', String(density));
    for (const random of ['philox', 'mergekit'] as const) {
      const bench = createBench(MODELS);
      await bench.observe(dare(0.4), {}, { random, seed: 3 });
      const [again, fresh] = [
        await bench.observe(dare(0.6), {}, { random, seed: 3 }),
        await createBench(MODELS).observe(dare(0.6), {}, { random, seed: 3 }),
      ];
      expect(numbersOf(again)).toEqual(numbersOf(fresh));
      expect(numbersOf(await bench.observe(dare(0.6), {}, { random, seed: 4 }))).not.toEqual(numbersOf(again));
    }
  });
});

test('memory does not grow with the requests, and is given back', async () => {
  const bench = createBench(MODELS, { backend: createWasmBackend });
  let after50: unknown;
  for (let i = 0; i < 500; i++) {
    await bench.observe(recipe(0.1 + (i % 37) / 50, i % 3 ? '' : 'parameters: {lambda: 0.7}', i % 25 ? ['a', 'b'] : ['b', 'a']));
    if (i === 49) after50 = bench.live();
  }
  expect(bench.live()).toEqual(after50);
  await bench.engine.release();
  expect(bench.live()).toEqual({ buffers: 0, bytes: 0 });
});

describe('at the same time', () => {
  test('the newest request wins', async () => {
    const bench = createBench(MODELS);
    const old = bench.observe(recipe(1));
    const fresh = bench.observe(recipe(0.5));
    await expect(old).rejects.toMatchObject({ code: 'aborted' });
    expect(numbersOf(await fresh)).toEqual(numbersOf(await createBench(MODELS).observe(recipe(0.5))));
  });

  test('releasing ends what is under way; the next request begins anew', async () => {
    const bench = createBench(MODELS);
    await bench.observe(recipe(1));
    const running = bench.observe(recipe(0.5)).then(
      () => 'done',
      (thrown: { code: string }) => thrown.code,
    );
    await bench.engine.release();
    expect(['done', 'aborted']).toContain(await running);
    expect((await bench.observe(recipe(0.5))).tensors).toHaveLength(Object.keys(SHAPES).length);
  });

  test('a signal of the client ends the call', async () => {
    const bench = createBench(MODELS);
    const { port1, port2 } = new MessageChannel();
    Comlink.expose(bench.engine, port1);
    const client = clientOf(Comlink.wrap(port2), new Promise(() => undefined), () => {
      port1.close();
      port2.close();
    });
    const abort = new AbortController();
    const ended = client.observe(abort.signal, { job: bench.job(recipe(1)) });
    abort.abort();
    await expect(ended).rejects.toMatchObject({ code: 'aborted' });
    expect((await client.observe(new AbortController().signal, { job: bench.job(recipe(1)) })).tensors).toHaveLength(
      Object.keys(SHAPES).length,
    );
    client.close();
  });
});

test('a lost backend is replaced', async () => {
  let lose: (why: string) => void = () => undefined;
  let opened = 0;
  const bench = createBench(MODELS, {
    backend: () => {
      const real = createReferenceBackend('float32');
      if (opened++ > 1) return real;
      const lost = new Promise<string>((resolve) => {
        lose = resolve;
      });
      let gone = false;
      void lost.then(() => {
        gone = true;
      });
      const measure: typeof real.measure = async (...call) => {
        if (gone) throw new AlloyError({ code: 'device', what: 'Gone.' });
        return await real.measure(...call);
      };
      return { ...real, measure, lost };
    },
  });
  expect((await bench.observe(recipe(1))).notice).toBeUndefined();
  lose('unplugged');
  await Promise.resolve();
  const after = await bench.observe(recipe(0.5));
  expect(numbersOf(after)).toEqual(numbersOf(await createBench(MODELS).observe(recipe(0.5))));
  expect(after.notice).toMatch(/nothing was lost/);
});

test('thresholds of a step are found once, over the whole model too', async () => {
  let passes = 0;
  const bench = createBench(MODELS, {
    backend: () => {
      const real = createReferenceBackend('float32');
      const measure: typeof real.measure = async (kernel, ...call) => {
        if (kernel === 'histogram' || kernel === 'locate') passes++;
        return await real.measure(kernel, ...call);
      };
      return { ...real, measure };
    },
  });
  const asked = async (text: string): Promise<number> => {
    passes = 0;
    await bench.observe(text);
    return passes;
  };
  const whole = (weight: number) => recipe(weight, 'alloy: {trim: model}');
  for (const of of [recipe, whole]) {
    expect(await asked(of(1))).toBeGreaterThan(0);
    expect(await asked(of(0.3))).toBe(0);
    expect(await asked(of(0.3).replace('density: 0.6', 'density: 0.4'))).toBeGreaterThan(0);
  }
});

test('float64 is computed by the twin', async () => {
  const bench = createBench(MODELS, { dtype: 'F64', backend: createWasmBackend });
  const observed = await bench.observe(recipe(1).replace('dtype: float32\n', ''));
  expect(observed.tensors.every(({ dtype, conflict }) => dtype === 'F64' && conflict !== undefined)).toBe(true);
});

test('a fault of the recipe is told as such', async () => {
  const bench = createBench(MODELS);
  await expect(bench.observe('merge_method: nothing')).rejects.toMatchObject({ code: 'bad-recipe' });
  await expect(bench.observe(recipe(1))).resolves.toBeDefined();
});

describe('a model that does not fit', () => {
  const shapes = { 'model.embed_tokens.weight': [600, 64], 'model.layers.0.mlp.up_proj.weight': [900, 48], 'model.norm.weight': [48] };
  const plain = family(shapes, ['base', 'a', 'b']);
  // Conflicts that differ from row to row: along the rows, more and more of b's signs are a's.
  const models = new Map(plain);
  const a = plain.get('a');
  const base = plain.get('base');
  models.set(
    'b',
    new Map(
      [...(plain.get('b') ?? [])].map(([name, values]) => {
        const coin = normals(77, values.length);
        return [
          name,
          values.map((v, i) =>
            (coin[i] ?? 0) < i / values.length - 0.3 ? Math.fround((a?.get(name)?.[i] ?? 0) * 0.5 + (base?.get(name)?.[i] ?? 0) * 0.5) : v,
          ),
        ];
      }),
    ),
  );
  const small = { shapes, budgetBytes: 100_000 };

  test('is seen through samples whose errors cover the truth', async () => {
    const truth = await createBench(models, { shapes }).observe(recipe(1));
    const sampled = await createBench(models, small).observe(recipe(1), { sampleEntries: 4096 });
    expect([truth.sampled, sampled.sampled]).toEqual([false, true]);
    for (const [i, { coverage, conflict, conflictMass, norms, contested }] of sampled.tensors.entries()) {
      const exact = truth.tensors[i];
      expect(coverage.of).toBe(exact?.coverage.of);
      const whole = coverage.entries === coverage.of;
      expect(coverage.entries).toBeLessThanOrEqual(4096);
      expect(conflict?.error ?? 0).toSatisfy((error: number) => (whole ? error === 0 : error > 0 && error < 0.2));
      expect(Math.abs((conflict?.value ?? 0) - (exact?.conflict?.value ?? 1))).toBeLessThanOrEqual(
        whole ? 0 : 3.2 * (conflict?.error ?? 0),
      );
      expect(Math.abs((conflictMass?.value ?? 0) - (exact?.conflictMass?.value ?? 1))).toBeLessThanOrEqual(
        whole ? 1e-9 : 3.2 * (conflictMass?.error ?? 0),
      );
      expect((norms[0] ?? 0) / (exact?.norms[0] ?? 1)).toBeCloseTo(1, 1);
      expect(contested / (exact?.contested ?? 1)).toBeCloseTo(1, 0);
    }
  });

  test('is read once', async () => {
    const bench = createBench(models, small);
    await bench.observe(recipe(1), { sampleEntries: 2048 });
    const read = bench.read();
    expect(read).toBeLessThanOrEqual(3 * 4 * (2048 * 2 + 48));
    expect((await bench.observe(recipe(0.3), { sampleEntries: 2048 })).changed).toHaveLength(3);
    expect(bench.read()).toBe(read);
  });

  test.each(['nuslerp', 'dare_ties', 'della', 'breadcrumbs'])('with %s', async (method) => {
    const text = recipe(1).replace('ties', method).replaceAll('0.6', '0.5');
    const { tensors } = await createBench(models, small).observe(
      method === 'nuslerp' ? `${text}parameters: {nuslerp_row_wise: true}` : text,
      { sampleEntries: 1000 },
    );
    expect(tensors.map(({ resultNorm }) => Number.isFinite(resultNorm) && resultNorm > 0)).toEqual([true, true, true]);
  });
});
