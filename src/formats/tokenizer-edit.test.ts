import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { parseTokenizer, type Tokenizer } from './tokenizer.ts';
import { editSpecialTokens, editsTokenizer, editTokenizer, editTokenizerConfig } from './tokenizer-edit.ts';
import { vocabularyPlan } from './tokenizer-plan.ts';

const golden = (path: string) => readFileSync(join(import.meta.dirname, '../engine/golden', path), 'utf8');
const added = (content: string, id: number) => ({
  id,
  content,
  single_word: false,
  lstrip: true,
  rstrip: false,
  normalized: false,
  special: true,
});
const read = (model: unknown, tokens: readonly unknown[] = []) =>
  parseTokenizer(JSON.stringify({ version: '1.0', added_tokens: tokens, decoder: { type: 'ByteLevel' }, model }), 't');
const rowsOf = ({ vocabulary }: Tokenizer) => Math.max(...vocabulary.values()) + 1;

/** The edited document, and the numbers that the tokenizers library would give its tokens. */
function edited(tokenizers: readonly Tokenizer[], source: string, vocabSize?: number) {
  const sources = tokenizers.map((tokenizer, i) => ({
    ref: `${i}`,
    tokenizer,
    vocabSize: i === 0 && vocabSize ? vocabSize : rowsOf(tokenizer),
  }));
  const plan = vocabularyPlan(sources, '0', { source });
  const donor = defined(tokenizers[0], 'a donor');
  const json = editTokenizer(donor, plan);
  return {
    plan,
    donor,
    document: JSON.parse(json) as Record<string, unknown>,
    numbers: Object.fromEntries(parseTokenizer(json, 'edited').vocabulary),
  };
}

describe('tokenizer.json, edited', () => {
  test('nothing to change', () => {
    const t0 = parseTokenizer(golden('models/f32/t0/tokenizer.json'), 't0');
    const { document, plan } = edited([t0, t0], 'union');
    expect(document).toEqual(t0.document);
    expect(editsTokenizer(t0, plan)).toBe(false);
  });

  test('new added tokens follow the others; the model stays as it was', () => {
    const [t1, t2] = ['t1', 't2'].map((name) => parseTokenizer(golden(`models/f32/${name}/tokenizer.json`), name));
    const { document, donor, plan } = edited([defined(t1, 't1'), defined(t2, 't2')], 'union');
    const tool = { id: 98, content: '<tool>', single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
    expect(document).toEqual({ ...donor.document, added_tokens: [...(donor.document.added_tokens as unknown[]), tool] });
    expect(editsTokenizer(donor, plan)).toBe(true);
  });

  test('new ordinary tokens join the vocabulary, and added ones keep their numbers by joining it too', () => {
    const a = read({ type: 'BPE', vocab: { a: 0, b: 1 }, merges: [] }, [added('X', 2)]);
    const b = read({ type: 'BPE', vocab: { a: 0, c: 1 }, merges: [] }, [added('Y', 2)]);
    const { document, numbers } = edited([a, b], 'union');
    expect(numbers).toEqual({ a: 0, b: 1, X: 2, c: 3, Y: 4 });
    expect(document).toMatchObject({ model: { vocab: { a: 0, b: 1, X: 2, c: 3, Y: 4 } }, added_tokens: [added('X', 2), added('Y', 4)] });
  });

  test('Unigram: scores come along, and positions are the numbers', () => {
    const a = read(
      {
        type: 'Unigram',
        unk_id: 0,
        vocab: [
          ['<unk>', 0],
          ['a', -1.5],
        ],
      },
      [added('X', 2)],
    );
    const b = read({
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', 0],
        ['c', -2.5],
      ],
    });
    const { document, numbers } = edited([a, b], 'union');
    expect(numbers).toEqual({ '<unk>': 0, a: 1, X: 2, c: 3 });
    expect(document).toMatchObject({
      model: {
        unk_id: 0,
        vocab: [
          ['<unk>', 0],
          ['a', -1.5],
          ['X', 0],
          ['c', -2.5],
        ],
      },
    });
    const repeated = read({
      type: 'Unigram',
      vocab: [
        ['a', 0],
        ['a', -1],
      ],
    });
    expect(edited([repeated, b], 'union').document).toMatchObject({
      model: {
        vocab: [
          ['a', 0],
          ['a', -1],
          ['<unk>', 0],
          ['c', -2.5],
        ],
      },
    });
  });

  test('tokens without a row go, with the merges that make them', () => {
    const a = read({ type: 'BPE', vocab: { a: 0, b: 1, ab: 2, abb: 3 }, merges: ['a b', 'ab b'] }, [added('X', 4)]);
    const { document, numbers } = edited([a], 'base', 3);
    expect(numbers).toEqual({ a: 0, b: 1, ab: 2 });
    expect(document).toMatchObject({ added_tokens: [], decoder: { type: 'ByteLevel' }, model: { merges: ['a b'] } });
    const pairs = read({
      type: 'BPE',
      continuing_subword_prefix: '##',
      vocab: { a: 0, '##b': 1, ab: 2, abb: 3 },
      merges: [
        ['a', '##b'],
        ['ab', '##b'],
      ],
    });
    expect(edited([pairs], 'base', 3).document).toMatchObject({ model: { merges: [['a', '##b']] } });
    const list = read({
      type: 'Unigram',
      vocab: [
        ['a', 0],
        ['b', -1],
      ],
    });
    expect(edited([list], 'base', 1).document).toMatchObject({ model: { vocab: [['a', 0]] } });
  });
});

describe('tokenizer_config.json and special_tokens_map.json, edited', () => {
  const a = read({ type: 'WordLevel', vocab: { a: 0, b: 1 } }, [added('<pad>', 2), added('<tool>', 3)]);
  const b = read({ type: 'WordLevel', vocab: { a: 0 } }, [added('<new>', 1)]);
  const config = {
    pad_token: { content: '<pad>' },
    eos_token: 'b',
    additional_special_tokens: ['<tool>', 'b'],
    added_tokens_decoder: { 2: { content: '<pad>', special: true }, 3: { content: '<tool>', special: true } },
    model_max_length: 1e30,
    chat_template: 'old',
  };

  test('new added tokens are listed', () => {
    const { plan } = edited([a, b], 'union');
    expect(JSON.parse(editTokenizerConfig(config, a, plan))).toEqual({
      ...config,
      added_tokens_decoder: {
        ...config.added_tokens_decoder,
        4: { content: '<new>', single_word: false, lstrip: true, rstrip: false, normalized: false, special: true },
      },
    });
    expect(JSON.parse(editTokenizerConfig({}, a, plan, 'new'))).toEqual({ chat_template: 'new' });
  });

  test('dropped tokens are named nowhere', () => {
    const { plan } = edited([a], 'base', 2);
    const kept = { eos_token: 'b', additional_special_tokens: ['b'], model_max_length: 1e30, chat_template: 'old' };
    expect(JSON.parse(editTokenizerConfig(config, a, plan))).toEqual({ ...kept, added_tokens_decoder: {} });
    expect(JSON.parse(editSpecialTokens({ pad_token: '<pad>', eos_token: 'b' }, a, plan))).toEqual({ eos_token: 'b' });
  });

  test('transformers’ largest length stays a whole number', () => {
    const { plan } = edited([a], 'union');
    expect(editTokenizerConfig(config, a, plan)).toContain('"model_max_length": 1000000000000000019884624838656,');
  });
});
