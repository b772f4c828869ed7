/** The votes of two models of several, for whole tensors: as in a merge of these two. */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import type { Votes } from '../observe-types.ts';
import { createBench, family, SHAPES } from './testing.ts';

const MODELS = family(SHAPES, ['base', 'a', 'b', 'c']);
const WEIGHTS: Readonly<Record<string, number>> = { a: 0.5, b: 0.3, c: 0.8 };

const recipe = (refs: readonly string[]): string => `merge_method: ties
base_model: base
models:
${refs.map((ref) => `  - {model: ${ref}, parameters: {weight: ${WEIGHTS[ref]}, density: 0.6}}`).join('\n')}
dtype: float32
`;

const votesOf = ({ conflict, conflictChance, conflictMass, margin, contested }: Votes): Votes => ({
  conflict,
  conflictChance,
  conflictMass,
  margin,
  contested,
});

describe.each([
  ['every entry, on the twin', { backend: () => createReferenceBackend('float32') }, {}],
  ['every entry, on WebAssembly', { backend: createWasmBackend }, {}],
  ['a sample', { backend: createWasmBackend, budgetBytes: 20_000 }, { sampleEntries: 200 }],
])('of %s', (_, options, sample) => {
  test.each([
    [
      ['a', 'b'],
      [0, 1],
    ],
    [
      ['a', 'c'],
      [0, 2],
    ],
    [
      ['b', 'c'],
      [1, 2],
    ],
  ] as const)('%s vote as if no other did', async (refs, between) => {
    const observed = await createBench(MODELS, options).observe(recipe(['a', 'b', 'c']), { ...sample, between });
    const alone = await createBench(MODELS, options).observe(recipe(refs), sample);
    expect(observed.sampled).toBe('sampleEntries' in sample);
    expect(observed.tensors.map(({ pair }) => pair)).toEqual(alone.tensors.map((tensor) => ({ between, ...votesOf(tensor) })));
    expect(observed.tensors.map(votesOf)).not.toEqual(alone.tensors.map(votesOf));
  });
});

test('another pair is counted anew; where none is asked for there is none', async () => {
  const bench = createBench(MODELS);
  const pairsOf = async (between?: readonly [number, number]) =>
    (await bench.observe(recipe(['a', 'b', 'c']), { between })).tensors.map(({ pair }) => pair);
  expect(await pairsOf()).toEqual(Object.keys(SHAPES).map(() => undefined));
  const first = await pairsOf([0, 1]);
  expect(await pairsOf([1, 2])).not.toEqual(first);
  expect(await pairsOf([0, 1])).toEqual(first);
  expect((await bench.observe(recipe(['a', 'b', 'c']), { between: [0, 1] })).changed).toEqual([]);
});

test('an input without a vote makes no pair', async () => {
  const { tensors } = await createBench(MODELS).observe(recipe(['a', 'b']), { between: [0, 2] });
  expect(tensors.every(({ pair }) => pair === undefined)).toBe(true);
});
