/** Observations against the definitions, computed entry by entry in double precision. */
import { describe, expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import { createTrials, fixedPoint, hashName } from '../../base/random.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import type { Observation, TensorObservation } from '../observe-types.ts';
import { fileOf, fileSource, runRecipe } from '../testing.ts';
import { createBench, family, SHAPES, type Weights } from './testing.ts';

const REFS = ['base', 'a', 'b', 'c'] as const;
const MODELS = family(SHAPES, REFS);

interface Expert {
  readonly ref: string;
  readonly weight: number;
  readonly density: number;
}

const EXPERTS: readonly Expert[] = [
  { ref: 'a', weight: 0.5, density: 0.5 },
  { ref: 'b', weight: 0.3, density: 0.7 },
  { ref: 'c', weight: -0.7, density: 0.3 },
];

const recipeOf = (method: string, experts: readonly Expert[] = EXPERTS, more = ''): string => `
merge_method: ${method}
base_model: base
models:
${experts.map(({ ref, weight, density }) => `  - {model: ${ref}, parameters: {weight: ${weight}, density: ${density}}}`).join('\n')}
dtype: float32
${more}`;

const valuesOf = (ref: string, name: string, models: ReadonlyMap<string, Weights> = MODELS): Float64Array =>
  defined(models.get(ref)?.get(name), `${name} of ${ref}`);
const difference = (x: Float64Array, y: Float64Array): Float64Array => x.map((v, i) => Math.fround(v - (y[i] ?? 0)));
const norm = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((s, v) => s + v * v, 0));
const dot = (x: Float64Array, y: Float64Array): number => x.reduce((s, v, i) => s + v * (y[i] ?? 0), 0);

type Thin = (task: Float64Array, expert: Expert, position: number, name: string) => boolean[];

/** The largest entries, among equals the first. */
const largest: Thin = (task, { density }) => {
  const order = [...task.keys()].sort((i, j) => Math.abs(task[j] ?? 0) - Math.abs(task[i] ?? 0) || i - j);
  const kept = new Set(order.slice(0, Math.max(1, Math.trunc(density * task.length))));
  return Array.from(task, (_, i) => kept.has(i));
};
const drawn: Thin = (task, { density }, model, name) => {
  const survives = createTrials({ seed: 0, model, name: hashName(name), stream: 0 }, fixedPoint(density));
  return Array.from(task, (_, i) => survives(i));
};
const all: Thin = (task) => Array.from(task, () => true);

/** Conflicts, who won and who was trimmed, one entry at a time. */
function votesOf(name: string, thin: Thin, experts: readonly Expert[] = EXPERTS) {
  const base = valuesOf('base', name);
  const votes = experts.map((expert, k) => {
    const task = difference(valuesOf(expert.ref, name), base);
    const kept = thin(task, expert, k, name);
    return { kept, amounts: task.map((t, i) => (kept[i] ? t * expert.weight : 0)) };
  });
  let [contested, conflict, lead, mass, byChance] = [0, 0, 0, 0, 0];
  const won = experts.map(() => 0);
  for (let i = 0; i < base.length; i++) {
    const amounts = votes.map((v) => v.amounts[i] ?? 0);
    const cast = amounts.filter((v) => v !== 0);
    if (cast.length < 2) continue;
    contested++;
    byChance += 1 - 2 ** (1 - cast.length);
    if (new Set(cast.map(Math.sign)).size > 1) conflict++;
    const total = amounts.reduce((a, b) => a + b, 0);
    lead += Math.abs(total);
    mass += amounts.reduce((a, b) => a + Math.abs(b), 0);
    amounts.forEach((v, k) => {
      if (v !== 0 && Math.sign(v) === (total >= 0 ? 1 : -1)) won[k] = (won[k] ?? 0) + 1;
    });
  }
  return {
    contested,
    conflict: conflict / contested,
    conflictMass: 1 - lead / mass,
    conflictChance: byChance / contested,
    won: won.map((n) => n / contested),
    trimmed: votes.map((v) => v.kept.filter((k) => !k).length / base.length),
  };
}

const tensorOf = (o: Observation, name: string): TensorObservation =>
  defined(
    o.tensors.find((t) => t.name === name),
    name,
  );

const METHODS = [
  ['ties', largest],
  ['dare_ties', drawn],
  ['dare_linear', drawn],
  ['task_arithmetic', all],
] as const;

const BACKENDS = [
  ['the twin', () => createReferenceBackend('float32')],
  ['WebAssembly', createWasmBackend],
] as const;

describe.each(BACKENDS)('on %s', (_, backend) => {
  const bench = createBench(MODELS, { backend });

  describe.each(METHODS)('%s', (method, thin) => {
    test('votes are as they are defined', async () => {
      const observed = await bench.observe(recipeOf(method, EXPERTS, method === 'ties' ? '' : 'parameters: {rescale: false}'));
      expect(observed.inputs).toEqual([
        ...EXPERTS.map(({ ref }) => ({ ref, label: ref, base: false })),
        { ref: 'base', label: 'base', base: true },
      ]);
      for (const name of Object.keys(SHAPES)) {
        const [found, expected] = [tensorOf(observed, name), votesOf(name, thin)];
        expect(found.contested).toBe(expected.contested);
        expect(found.conflict).toEqual({ value: expected.conflict, error: 0 });
        expect(found.conflictChance).toBeCloseTo(expected.conflictChance, 9);
        expect(found.conflictMass?.value).toBeCloseTo(expected.conflictMass, 5);
        expect(found.won).toEqual([...expected.won, 0]);
        expect(found.trimmed).toEqual([...expected.trimmed, 0]);
      }
    });

    test('norms, angles and distances are as they are defined', async () => {
      const recipe = recipeOf(method);
      const observed = await bench.observe(recipe);
      const { tensors } = await runRecipe(sources(), recipe);
      for (const name of Object.keys(SHAPES)) {
        const found = tensorOf(observed, name);
        const result = defined(tensors.get(name), name).values;
        const inputs = ['a', 'b', 'c', 'base'].map((ref) => valuesOf(ref, name));
        const tasks = inputs.slice(0, 3).map((x) => difference(x, valuesOf('base', name)));
        near(found.norms, inputs.map(norm));
        near(found.changes, [...tasks.map(norm), 0]);
        near(
          found.distances,
          inputs.map((x) => norm(difference(result, x))),
        );
        near([found.resultNorm], [norm(result)]);
        const pairs = [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const;
        const cosine = (i: number, j: number) =>
          dot(tasks[i] ?? result, tasks[j] ?? result) / (norm(tasks[i] ?? []) * norm(tasks[j] ?? []));
        near(
          found.cosines,
          pairs.map(([i, j]) => cosine(i, j)),
        );
      }
    });
  });

  test('without a base there are angles of the tensors, and no votes', async () => {
    const observed = await bench.observe(
      'merge_method: linear\nmodels:\n  - {model: a, parameters: {weight: 1}}\n  - {model: b, parameters: {weight: 3}}\ndtype: float32\n',
    );
    const name = 'model.layers.0.self_attn.q_proj.weight';
    const { cosines, changes, conflict, contested, layer, module } = tensorOf(observed, name);
    expect({ changes, conflict, contested, layer, module }).toEqual({
      changes: [],
      conflict: undefined,
      contested: 0,
      layer: 0,
      module: 'q',
    });
    near(cosines, [dot(valuesOf('a', name), valuesOf('b', name)) / (norm(valuesOf('a', name)) * norm(valuesOf('b', name)))]);
  });

  test('slerp: distances to both ends', async () => {
    const recipe = 'merge_method: slerp\nbase_model: a\nmodels: [{model: a}, {model: b}]\nparameters: {t: 0.3}\ndtype: float32\n';
    const [observed, { tensors }] = [await bench.observe(recipe), await runRecipe(sources(), recipe)];
    for (const name of Object.keys(SHAPES)) {
      const result = defined(tensors.get(name), name).values;
      near(tensorOf(observed, name).distances, [
        norm(difference(result, valuesOf('a', name))),
        norm(difference(result, valuesOf('b', name))),
      ]);
    }
  });

  test('nested documents: the votes of what an inner document makes', async () => {
    const inner =
      'name: soup\nmerge_method: linear\nmodels:\n  - {model: a, parameters: {weight: 1}}\n  - {model: b, parameters: {weight: 1}}\ndtype: float32\n';
    const outer = `merge_method: task_arithmetic\nbase_model: base\nmodels:\n  - {model: c, parameters: {weight: 0.5}}\n  - {model: soup, parameters: {weight: 1}}\ndtype: float32\n`;
    const observed = await bench.observe(`${inner}---\n${outer}`);
    const soup = await runRecipe(sources(), inner.replace('name: soup\n', ''));
    expect(observed.inputs.map(({ label, base }) => [label, base])).toEqual([
      ['c', false],
      ['soup', false],
      ['base', true],
    ]);
    for (const name of Object.keys(SHAPES)) {
      const found = tensorOf(observed, name);
      const tasks = [valuesOf('c', name), defined(soup.tensors.get(name), name).values].map((x) => difference(x, valuesOf('base', name)));
      const opposed = [...(tasks[0] ?? [])].filter((t, i) => t * (tasks[1]?.[i] ?? 0) < 0).length;
      near(found.changes, [...tasks.map(norm), 0]);
      expect(found.conflict?.value).toBe(opposed / found.contested);
    }
  });

  test('independent task vectors are in conflict as often as chance has it', async () => {
    const shapes = { 'model.layers.0.mlp.up_proj.weight': [256, 256] };
    const observed = await createBench(family(shapes, REFS), { shapes, backend }).observe(
      recipeOf(
        'task_arithmetic',
        EXPERTS.slice(0, 2).map((e) => ({ ...e, weight: 1 })),
      ),
    );
    const [tensor] = observed.tensors;
    // Five standard deviations of a fair coin.
    expect(Math.abs((tensor?.conflict?.value ?? 0) - 0.5)).toBeLessThan((5 * 0.5) / 256);
    expect(tensor?.conflictChance).toBe(0.5);
  });
});

function near(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(value)));
}

function sources() {
  const file = (weights: Weights) =>
    fileOf([...weights].map(([name, values]) => ({ name, dtype: 'F32', shape: defined(SHAPES[name], name), values })));
  return Object.fromEntries([...MODELS].map(([ref, weights]) => [ref, fileSource(ref, file(weights))]));
}
