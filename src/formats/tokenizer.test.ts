import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlloyError } from '../base/errors.ts';
import { MAX_TOKENS, parseTokenizer, tokenizerMissing } from './tokenizer.ts';

const golden = (name: string) => readFileSync(join(import.meta.dirname, '../engine/golden/models/f32', name, 'tokenizer.json'));
const text = (model: unknown, added?: unknown) => JSON.stringify({ version: '1.0', added_tokens: added, model });

describe('tokenizer.json', () => {
  test('as transformers wrote it', () => {
    const { kind, vocabulary, added, model } = parseTokenizer(golden('t1'), 'tokenizer.json');
    expect(kind).toBe('BPE');
    expect([vocabulary.size, model.size]).toEqual([98, 96]);
    expect(added.map(({ id, content, special }) => [id, content, special])).toEqual([
      [0, '<s>', true],
      [1, '</s>', true],
      [96, '<|user|>', true],
      [97, '<|end|>', true],
    ]);
    expect(vocabulary.get('<|end|>')).toBe(97);
  });

  test.each([
    ['BPE', { vocab: { a: 0 }, merges: [] }],
    ['WordPiece', { vocab: { a: 0 }, continuing_subword_prefix: '##' }],
    ['WordLevel', { vocab: { a: 0 }, unk_token: 'a' }],
    ['Unigram', { vocab: [['a', -1.5]] }],
  ])('is known by its fields where the type is left out: %s', (kind, model) => {
    expect(parseTokenizer(text(model), 't')).toMatchObject({ kind, vocabulary: new Map([['a', 0]]) });
    expect(parseTokenizer(text({ type: kind, ...model }), 't').kind).toBe(kind);
  });

  test('Unigram numbers by position, and the last of two equal tokens counts', () => {
    const tokenizer = parseTokenizer(
      text(
        {
          type: 'Unigram',
          vocab: [
            ['a', 0],
            ['b', -1],
            ['a', -2],
          ],
        },
        [{ id: 9, content: 'X' }],
      ),
      't',
    );
    expect([...tokenizer.vocabulary]).toEqual([
      ['a', 2],
      ['b', 1],
      ['X', 3],
    ]);
    expect(tokenizer.model.get('a')).toEqual({ id: 2, score: -2 });
  });

  // What tokenizers 0.23.3 answers to get_vocab() for the same documents.
  test('added tokens are numbered as the tokenizers library numbers them, whatever the file says', () => {
    const numbers = (vocab: Record<string, number>, added: [string, number][]) => {
      const tokens = added.map(([content, id]) => ({ id, content }));
      return Object.fromEntries(parseTokenizer(text({ type: 'BPE', vocab, merges: [] }, tokens), 't').vocabulary);
    };
    expect(
      numbers({ a: 0, b: 1 }, [
        ['X', 5],
        ['Y', 9],
      ]),
    ).toEqual({ a: 0, b: 1, X: 2, Y: 3 });
    expect(
      numbers({ a: 0, b: 1, X: 2, Y: 3, ab: 4 }, [
        ['X', 2],
        ['Y', 3],
      ]),
    ).toEqual({ a: 0, b: 1, X: 2, Y: 3, ab: 4 });
    expect(numbers({ a: 0, b: 1 }, [['X', 1]])).toEqual({ a: 0, b: 1, X: 2 });
    expect(() =>
      numbers({ a: 0, b: 1, ab: 4 }, [
        ['X', 2],
        ['Y', 3],
      ]),
    ).toThrow(/same number, 4/);
  });

  test('tokens may be called like anything', () => {
    const json = '{"model":{"type":"WordLevel","vocab":{"__proto__":0,"constructor":1,"7":2,"\\u0000":3}}}';
    expect(parseTokenizer(json, 't').vocabulary.get('__proto__')).toBe(0);
    expect(parseTokenizer(json, 't').vocabulary.get('7')).toBe(2);
  });

  test.each([
    ['{}', /no model/],
    [text({ type: 'Magic', vocab: {} }), /kind "Magic"/],
    [text({ type: 'BPE', vocab: [] }), /must map tokens/],
    [text({ type: 'BPE', vocab: { a: -1 } }), /whole and not negative/],
    [text({ type: 'BPE', vocab: { a: 0.5 } }), /whole and not negative/],
    [text({ type: 'BPE', vocab: { a: MAX_TOKENS } }), /at most/],
    [text({ type: 'BPE', vocab: { a: 0, b: 0 } }), /same number, 0/],
    [text({ type: 'Unigram', vocab: [['a']] }), /entry 0|not a token with its score/],
    [text({ type: 'BPE', vocab: {} }, {}), /must be a list/],
    [text({ type: 'BPE', vocab: {} }, [{ id: 0 }]), /no text/],
    ['{"model":{"type":"BPE","vocab":{"a":0,"a":1}}}', /appears twice/],
  ])('is refused: %s', (json, words) => {
    expect(() => parseTokenizer(json, 't')).toThrow(words);
    expect(() => parseTokenizer(json, 't')).toThrow(AlloyError);
  });

  test('of any form parses or is refused in our words', () => {
    const model = fc.record(
      {
        type: fc.constantFrom('BPE', 'Unigram', undefined),
        vocab: fc.oneof(fc.dictionary(fc.string(), fc.nat(9)), fc.jsonValue()),
        merges: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(model, fc.oneof(fc.array(fc.record({ id: fc.nat(9), content: fc.string() })), fc.jsonValue()), (one, added) => {
        try {
          const { vocabulary } = parseTokenizer(text(one, added), 't');
          expect(new Set(vocabulary.values()).size).toBe(vocabulary.size);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AlloyError);
        }
      }),
    );
  });
});

test.each([
  [['tokenizer.model', 'config.json'], 'unsupported', /only a SentencePiece model/, /save_pretrained/],
  [['vocab.json', 'merges.txt'], 'unsupported', /old form/, /save_pretrained/],
  [['config.json'], 'missing', /no tokenizer/, /leave it out/],
])('a repository with %j is told what works', (paths, code, what, hint) => {
  const error = tokenizerMissing(
    paths.map((path) => ({ path })),
    'a/b',
  );
  expect(error).toMatchObject({ code, what: expect.stringMatching(what), hint: expect.stringMatching(hint), where: 'a/b' });
});
