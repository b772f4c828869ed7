import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlloyError } from '../base/errors.ts';
import { architectureFacts, parseConfig, quantisationOf } from './config.ts';
import { parseGgufHead } from './gguf.ts';
import { cardFacts, readCard } from './model-card.ts';
import { parseShardIndex } from './shard-index.ts';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('a shard index', () => {
  test('maps tensors to files', () => {
    const { weightMap, files } = parseShardIndex(
      bytes({ metadata: { total_size: 1 }, weight_map: { b: '2.safetensors', a: '1.safetensors', c: '1.safetensors' } }),
      'i',
    );
    expect(files).toEqual(['1.safetensors', '2.safetensors']);
    expect(weightMap.get('c')).toBe('1.safetensors');
  });

  test.each([
    '../x.safetensors',
    'a/b.safetensors',
    '..%2fx.safetensors',
    'a\\b.safetensors',
    'https://x/y.safetensors',
    '.safetensors',
    'x.bin',
    '',
    3,
    null,
  ])('is refused with the file %j', (file) =>
    expect(() => parseShardIndex(bytes({ weight_map: { a: file } }), 'i')).toThrow(/not a plain safetensors file/),
  );

  test.each(['{}', '{"weight_map":[]}', '{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}'])('is refused: %s', (text) =>
    expect(() => parseShardIndex(bytes(text), 'i')).toThrow(AlloyError),
  );
});

describe('a config', () => {
  test('tells the architecture', () => {
    expect(
      architectureFacts({
        architectures: ['GPT2LMHeadModel'],
        model_type: 'gpt2',
        n_layer: 12,
        vocab_size: 50257,
        tie_word_embeddings: true,
      }),
    ).toEqual({
      architecture: 'GPT2LMHeadModel',
      modelType: 'gpt2',
      layers: 12,
      tied: true,
      vocabSize: 50257,
    });
  });

  test('tells it of the text part of a larger model', () => {
    const config = { architectures: ['Gemma3ForConditionalGeneration'], text_config: { num_hidden_layers: 34, vocab_size: 9 } };
    expect(architectureFacts(config)).toMatchObject({ layers: 34, vocabSize: 9, tied: undefined });
  });

  test('may be strange', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('architectures', 'text_config', 'vocab_size', 'num_layers', 'quantization_config'), fc.jsonValue()),
        (config) => {
          const { layers, architecture } = architectureFacts(config);
          expect(layers === undefined || Number.isSafeInteger(layers)).toBe(true);
          expect(architecture === undefined || typeof architecture === 'string').toBe(true);
          quantisationOf(config);
        },
      ),
    );
  });

  test('names a quantisation', () => {
    expect(quantisationOf({ quantization_config: { quant_method: 'gptq', bits: 4 } })).toBe('gptq');
    expect(quantisationOf({ text_config: { quantization_config: {} } })).toBe('an unnamed method');
    expect(quantisationOf({ quantization_config: null })).toBeUndefined();
  });

  test('has a depth', () => {
    expect(parseConfig(bytes(`{"a":${'['.repeat(20)}${']'.repeat(20)}}`), 'c')).toBeDefined();
    expect(() => parseConfig(bytes(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`), 'c')).toThrow(/deeper than 64/);
  });
});

describe('a card', () => {
  const card = (front: string) => readCard(`---\n${front}\n---\n# Title\n`);

  test('tells licence and ancestry', () => {
    expect(card('license: apache-2.0\nbase_model: a/b')).toEqual({ licence: 'apache-2.0', baseModels: ['a/b'] });
    expect(card('license: other\nlicense_name: llama3.2\nbase_model: [a/b, c/d]')).toEqual({
      licence: 'llama3.2',
      baseModels: ['a/b', 'c/d'],
    });
    expect(cardFacts({ license: ['mit', 'cc0-1.0'] })).toEqual({ licence: 'mit, cc0-1.0', baseModels: undefined });
  });

  test.each([
    '# no front matter',
    '---\nlicense: mit',
    '',
    '---\n- a list\n---\n',
    '---\na: b: c\n---\n',
    '---\na: &a [x]\nb: [*a, *a]\n---\n',
  ])('without facts is no card: %j', (text) => expect(readCard(text)).toBeUndefined());

  test('never throws', () => fc.assert(fc.property(fc.string({ maxLength: 200 }), (front) => void card(front))));
});

describe('a GGUF head', () => {
  const u32 = (n: number) => [...new Uint8Array(Uint32Array.of(n).buffer)];
  const u64 = (n: number) => [...u32(n), 0, 0, 0, 0];
  const string = (text: string) => [...u64(text.length), ...bytes(text)];
  const head = (...entries: number[][]) =>
    Uint8Array.from([...bytes('GGUF'), ...u32(3), ...u64(9), ...u64(entries.length), ...entries.flat()]);

  test('tells what the file is', () => {
    const file = head(
      [...string('general.architecture'), ...u32(8), ...string('llama')],
      [...string('some.list'), ...u32(9), ...u32(4), ...u64(2), ...u32(1), ...u32(2)],
      [...string('general.file_type'), ...u32(4), ...u32(15)],
    );
    expect(parseGgufHead(file, 'f')).toEqual({ version: 3, architecture: 'llama', quantisation: 'Q4_K_M' });
    expect(parseGgufHead(file.subarray(0, file.length - 2), 'f')).toMatchObject({ architecture: 'llama', quantisation: undefined });
  });

  test('is told from other files', () => expect(() => parseGgufHead(bytes('x'.repeat(40)), 'f')).toThrow(/not a GGUF/));

  test('may be anything behind its name', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 200 }),
        (rest) => void parseGgufHead(Uint8Array.from([...bytes('GGUF'), ...rest]), 'f'),
      ),
    );
  });
});
