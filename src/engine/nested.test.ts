/** Merges that feed merges: whose tokens their rows are, and that each draws its own masks. */
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { createSource } from '../io/checkpoint.ts';
import { fileOf, memorySource, runRecipe, type TestRun } from './testing.ts';

type Rows = Readonly<Record<string, number>>;

/** A model whose embedding says in each row which token it is of. */
function modelOf(rows: Rows, values: Rows) {
  const count = Object.keys(rows).length;
  const embedding = Array.from({ length: 2 * count }, (_, i) => values[defined(tokenIn(rows, i >> 1), 'a token')] ?? 0);
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    [
      'model.safetensors',
      fileOf([
        { name: 'model.embed_tokens.weight', dtype: 'F32', shape: [count, 2], values: embedding },
        { name: 'model.norm.weight', dtype: 'F32', shape: [2], values: [1, 1] },
      ]),
    ],
    ['config.json', json({ architectures: ['LlamaForCausalLM'], model_type: 'llama', vocab_size: count, num_hidden_layers: 0 })],
    ['tokenizer.json', json({ version: '1.0', added_tokens: [], model: { type: 'WordLevel', vocab: rows, unk_token: 'a' } })],
    ['tokenizer_config.json', json({ model_max_length: 7 })],
  ]);
  return createSource({
    local: true,
    open: async () => ({
      label: 'model',
      files: [...files].map(([path, { length }]) => ({ path, bytes: length })),
      async read({ path }, offset, into) {
        into.set(defined(files.get(path), path).subarray(offset, offset + into.length));
      },
    }),
  });
}

const tokenIn = (rows: Rows, row: number): string | undefined => Object.keys(rows).find((token) => rows[token] === row);

const SAYS = { a: 1, b: 2, c: 3, d: 4 };
const models = () => ({
  A: modelOf({ a: 0, b: 1, c: 2 }, SAYS),
  X: modelOf({ c: 0, b: 1, a: 2 }, SAYS),
  Y: modelOf({ b: 0, c: 1, a: 2 }, SAYS),
  D: modelOf({ a: 0, b: 1, d: 2 }, SAYS),
});

/** A document of the mean of two models. */
const mean = (
  name: string | undefined,
  [a, b]: readonly [string, string],
  more: string,
) => `${name ? `name: ${name}\n` : ''}merge_method: linear
base_model: ${a}
models: [{model: ${a}, parameters: {weight: 1}}, {model: ${b}, parameters: {weight: 1}}]
dtype: float32
${more}
`;
const COPY = 'merge_method: passthrough\nmodels: [{model: inner}]\ndtype: float32\n';
const join = (...documents: readonly string[]) => documents.join('---\n');

/** What each token's row says. */
async function rowsOf(run: TestRun): Promise<Record<string, number | undefined>> {
  const { values } = defined(run.tensors.get('model.embed_tokens.weight'), 'the embedding');
  const { model } = JSON.parse(await run.text('tokenizer.json')) as { model: { vocab: Rows } };
  return Object.fromEntries(Object.entries(model.vocab).map(([token, row]) => [token, values[2 * row]]));
}

describe('an inner document with a tokenizer section', () => {
  test.each(['tokenizer_source: X', 'tokenizer_source: union', 'tokenizer_source: base'])(
    'gives its tokens with its rows: %s',
    async (section) => {
      const pair = section.endsWith('union') ? (['A', 'D'] as const) : (['A', 'X'] as const);
      const alone = await runRecipe(models(), mean(undefined, pair, section));
      const nested = await runRecipe(models(), join(mean('inner', pair, section), COPY));
      expect(await rowsOf(nested)).toEqual(await rowsOf(alone));
      expect(await rowsOf(nested)).toMatchObject({ a: 1, b: 2 });
    },
  );

  test('cannot be aligned once more, which is said', async () => {
    const recipe = join(mean('inner', ['A', 'X'], 'tokenizer_source: X'), mean(undefined, ['A', 'inner'], 'tokenizer_source: base'));
    await expect(runRecipe(models(), recipe)).rejects.toMatchObject({
      what: 'The vocabulary of a merge inside the recipe cannot be aligned.',
    });
  });

  test('of another model’s rows reads other bytes than one that aligns the same model differently', async () => {
    const documents = [mean('one', ['A', 'X'], 'tokenizer_source: X'), mean('two', ['A', 'Y'], 'tokenizer_source: Y')];
    const run = await runRecipe(models(), join(...documents, mean(undefined, ['one', 'two'], '')));
    // Row by row the means of X's tokens c, b, a and Y's tokens b, c, a.
    expect([...defined(run.tensors.get('model.embed_tokens.weight'), 'rows').values].filter((_, i) => i % 2 === 0)).toEqual([2.5, 2.5, 1]);
    const planned = run.events.find((e) => e.type === 'planned');
    expect(planned?.plan.problems.map(({ what }) => what)).toContain(
      'Tokens of one and two stand in different rows, and nothing aligns them.',
    );
  });

  const [FIRST, SECOND] = ['first', 'second'].map((word) => `${word}: {{ messages[0].content }} to the end`);

  test('keeps its chat template, beside which a later one keeps the rest', async () => {
    const inner = mean('inner', ['A', 'X'], `tokenizer_source: X\nchat_template: "${FIRST}"`);
    const kept = await runRecipe(models(), join(inner, COPY));
    expect(await kept.text('chat_template.jinja')).toBe(FIRST);
    const later = await runRecipe(models(), join(inner, `${COPY}chat_template: "${SECOND}"\n`));
    expect(await later.text('chat_template.jinja')).toBe(SECOND);
    expect(JSON.parse(await later.text('tokenizer_config.json'))).toMatchObject({ chat_template: SECOND, model_max_length: 7 });
    expect(await rowsOf(later)).toEqual({ a: 1, b: 2, c: 3 });
  });
});

test.each(['dare_linear', 'della_linear'])('%s inside another of its kind draws masks of its own', async (method) => {
  const size = 64;
  const flat = (value: number) =>
    memorySource('m', { tensors: [{ name: 'w', dtype: 'F32', shape: [size, size], values: new Array(size * size).fill(value) }] });
  const half = (name: string, refs: readonly string[]) => `${name}merge_method: ${method}
base_model: base
dtype: float32
models: [${refs.map((ref) => `{model: ${ref}, parameters: {weight: 1, density: 0.5${method.startsWith('della') ? ', epsilon: 0.1' : ''}}}`).join(', ')}]
parameters: {rescale: false}
`;
  const recipe = join(half('name: inner\n', ['a', 'b']), half('', ['inner', 'c']));
  const run = await runRecipe({ base: flat(0), a: flat(1), b: flat(16), c: flat(256) }, recipe);
  const { values } = defined(run.tensors.get('w'), 'w');
  const shareOf = (bit: number) => values.filter((v) => (Math.round(v) & bit) !== 0).length / values.length;
  // A quarter passes both masks; five standard deviations of 4096 draws.
  for (const bit of [1, 16]) expect(Math.abs(shareOf(bit) - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / values.length));
  expect(Math.abs(shareOf(256) - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / values.length));
});
