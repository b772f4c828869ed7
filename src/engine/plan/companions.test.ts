/** Small files of an output whose tokenizer is not its base's, and a config that counts the rows that were written. */
import { expect, test } from 'vitest';
import type { JsonRecord } from '../../formats/json.ts';
import { createEngine } from '../engine.ts';
import { memorySource, runRecipe, type TestTensor, testHost } from '../testing.ts';

interface Facts {
  readonly tokens?: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly config?: JsonRecord;
  /** With a head of its own. */
  readonly head?: boolean;
}

/** A model of one letter's tokens each, two columns wide. */
function modelOf({ tokens = 'abc', texts = {}, config = {}, head = false }: Facts = {}) {
  const rows = tokens.length;
  const tensor = (name: string): TestTensor => ({ name, dtype: 'F32', shape: [rows, 2], values: Array(2 * rows).fill(1) });
  const vocab = Object.fromEntries([...tokens].map((token, id) => [token, id]));
  return memorySource('model', {
    tensors: ['model.embed_tokens.weight', ...(head ? ['lm_head.weight'] : [])].map(tensor),
    config: { architectures: ['LlamaForCausalLM'], model_type: 'llama', vocab_size: rows, num_hidden_layers: 0, ...config },
    texts: {
      'tokenizer.json': JSON.stringify({ version: '1.0', added_tokens: [], model: { type: 'WordLevel', vocab, unk_token: 'a' } }),
      'tokenizer_config.json': '{}',
      ...texts,
    },
  });
}

const onto = (base: string, model: string, section: string) =>
  `merge_method: task_arithmetic\nbase_model: ${base}\nmodels: [{model: ${model}, parameters: {weight: 1}}]\n${section}\n`;

test('a chat template in a file of its own comes from where the tokenizer does', async () => {
  const models = { bare: modelOf(), chat: modelOf({ texts: { 'chat_template.jinja': 'THE CHAT', 'chat_template.json': '{"a":1}' } }) };
  const given = await runRecipe(models, onto('bare', 'chat', 'tokenizer_source: chat'));
  expect(await given.text('chat_template.jinja')).toBe('THE CHAT');
  expect(await given.text('chat_template.json')).toBe('{"a":1}');
  const without = await runRecipe(models, onto('chat', 'bare', 'tokenizer_source: bare'));
  expect(without.result.files.map(({ path }) => path).filter((path) => path.includes('chat'))).toEqual([]);
});

test('rows that grow are counted where the donor ties its head and another model has one', async () => {
  const models = { tied: modelOf({ config: { tie_word_embeddings: true } }), free: modelOf({ tokens: 'abcd', head: true }) };
  const { text, tensors } = await runRecipe(models, onto('tied', 'free', 'tokenizer_source: union'));
  expect(['model.embed_tokens.weight', 'lm_head.weight'].map((name) => tensors.get(name)?.shape)).toEqual([
    [4, 2],
    [4, 2],
  ]);
  expect(JSON.parse(await text('config.json'))).toMatchObject({ vocab_size: 4, tie_word_embeddings: false });
});

test('a checkpoint of coefficients needs no tokenizer and is none of the models to align', async () => {
  const name = 'model.embed_tokens.weight';
  const scale = (input: number, value: number): TestTensor => ({
    name: `${name}/${input}`,
    dtype: 'F32',
    shape: [2],
    values: [value, value],
  });
  const models = { a: modelOf(), b: modelOf(), c: memorySource('c', { tensors: [scale(0, 2), scale(1, 3)] }) };
  const both = ['a', 'b'].map((model) => `{model: ${model}, parameters: {weight: 1}}`).join(', ');
  const recipe = `merge_method: linear\nmodels: [${both}]\nalloy: {coefficients: c}\ntokenizer_source: union\n`;
  const { tensors } = await runRecipe(models, recipe);
  expect([...(tensors.get(name)?.values ?? [])]).toEqual(Array(6).fill(5));
});

test.each([1e15, 65_537])('padding to a multiple of %d is refused by its limit', async (multiple) => {
  const recipe = `merge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}]\ntokenizer: {source: union, pad_to_multiple_of: ${multiple}}\n`;
  const planned = await createEngine(testHost({ a: modelOf() })).plan('plan', { recipe, sources: { a: { kind: 'folder', path: 'a' } } });
  expect(planned.ok ? '' : planned.fault.what).toContain('pad_to_multiple_of must be a whole number from 1 to 65536.');
});
