import { expect, test } from 'vitest';
import type { CheckpointSummary } from '../../engine/protocol.ts';
import { chooseBase, type KnownModel } from './choose-base.ts';

const model = (ref: string, summary: Partial<CheckpointSummary> = {}): KnownModel => ({
  ref,
  summary: {
    label: ref,
    architecture: 'LlamaForCausalLM',
    layers: 16,
    parameters: 1e9,
    bytes: 2e9,
    tensors: 146,
    dtypes: ['BF16'],
    ...summary,
  },
});

const tuned = { baseModels: ['meta/Llama'] };

test('the base that a card names comes before others that fit, whatever its revision', () => {
  const library = [model('a/other'), model('meta/Llama@main'), model('a/code', tuned)];
  expect(chooseBase(['a/code'], library)).toBe('meta/Llama@main');
  expect(chooseBase(['./demo/code'], [model('./demo/code', { baseModels: ['demo/base'] }), model('./demo/base')])).toBe('./demo/base');
});

test('without one, a model of the same build, rather one that was not tuned from another', () => {
  const library = [model('a/safe', tuned), model('b/root', { parameters: 1.01e9 }), model('a/code', { baseModels: ['gone/away'] })];
  expect(chooseBase(['a/code'], library)).toBe('b/root');
  expect(
    chooseBase(
      ['a/code'],
      library.filter(({ ref }) => ref !== 'b/root'),
    ),
  ).toBe('a/safe');
});

test.each<[string, Partial<CheckpointSummary>]>([
  ['another architecture', { architecture: 'Qwen2ForCausalLM' }],
  ['another depth', { layers: 28 }],
  ['another size', { parameters: 3e9 }],
])('%s does not fit, not even where the card names it', (_, unlike) => {
  expect(chooseBase(['a/code'], [model('meta/Llama', unlike), model('a/code', tuned)])).toBeUndefined();
});

test('nothing is chosen before headers were read, but what a card names', () => {
  expect(chooseBase(['a/code'], [{ ref: 'a/code', summary: undefined }, model('b/root')])).toBeUndefined();
  expect(chooseBase(['a/code'], [model('a/code', tuned), { ref: 'meta/Llama', summary: undefined }])).toBe('meta/Llama');
});
