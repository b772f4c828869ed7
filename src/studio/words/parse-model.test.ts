import { describe, expect, test } from 'vitest';
import { looksLikeRecipe, modelRef, parseModel } from './parse-model.ts';

describe('what is pasted', () => {
  test.each([
    ['meta-llama/Llama-3.2-1B', 'meta-llama/Llama-3.2-1B'],
    [' https://huggingface.co/meta-llama/Llama-3.2-1B ', 'meta-llama/Llama-3.2-1B'],
    ['huggingface.co/a/b/', 'a/b'],
    ['https://hf.co/a/b?library=transformers', 'a/b'],
    ['https://huggingface.co/a/b/tree/main', 'a/b@main'],
    ['https://huggingface.co/a/b/blob/refs%2Fpr%2F1/model.safetensors', 'a/b@refs/pr/1'],
    ['a/b@4e20de3', 'a/b@4e20de3'],
    ['gpt2', 'gpt2'],
  ])('%s', (text, ref) => {
    const model = parseModel(text);
    expect(model && modelRef(model)).toBe(ref);
  });

  test.each(['', 'two words', 'https://example.org/a/b', 'a/b/c', 'recipe.yaml', '../up', 'a/..b', './folder', 'a@b@c'])(
    '%j is none',
    (text) => expect(parseModel(text)).toBeUndefined(),
  );

  test('recipes are told apart', () => {
    expect(looksLikeRecipe('merge_method: ties\nmodels: []')).toBe(true);
    expect(looksLikeRecipe('a/b')).toBe(false);
    expect(looksLikeRecipe(`${'# x\n'.repeat(100_000)}models: []`)).toBe(false);
  });
});

test('an encoding that is none is taken as it was typed', () => {
  expect(parseModel('a/b@100%')).toEqual({ id: 'a/b', revision: '100%' });
});
