import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import { type AdapterConfig, adapterTensors, parseAdapterConfig } from './adapter.ts';
import { rankAndAlpha } from './adapter-config.ts';
import { architectureOf } from './architectures.ts';
import type { TensorFacts } from './checkpoint.ts';
import { decode } from './number.ts';
import { parseHeader } from './safetensors.ts';

const config = (more: Record<string, unknown> = {}): AdapterConfig =>
  parseAdapterConfig({ peft_type: 'LORA', r: 2, lora_alpha: 4, ...more }, 'adapter_config.json');
const tensor = (name: string, ...shape: number[]): TensorFacts => ({
  name,
  dtype: 'F32',
  shape,
  file: 'adapter_model.safetensors',
  offset: 0,
  bytes: 0,
});
const byName = (...tensors: TensorFacts[]) => new Map(tensors.map((one) => [one.name, one]));
const pair = (module: string, rows: number, columns: number, rank = 2) => [
  tensor(`base_model.model.${module}.lora_A.weight`, rank, columns),
  tensor(`base_model.model.${module}.lora_B.weight`, rows, rank),
];
const Q = 'model.layers.0.self_attn.q_proj';
const base = byName(
  tensor(`${Q}.weight`, 6, 4),
  tensor(`${Q}.bias`, 6),
  tensor('model.embed_tokens.weight', 9, 4),
  tensor('lm_head.weight', 9, 4),
);

describe('adapter_config.json', () => {
  test('says rank and strength', () => {
    expect(config({ use_rslora: true, fan_in_fan_out: true, base_model_name_or_path: 'a/b' })).toMatchObject({
      rank: 2,
      alpha: 4,
      rsLora: true,
      fanInFanOut: true,
      baseModel: 'a/b',
    });
  });

  test('patterns: the first that fits the end of the module’s name, or all of it', () => {
    const patterned = config({
      rank_pattern: {
        'layers.0.self_attn.q_proj': 8,
        q_proj: 16,
        '^k_proj': 3,
        'h\\.\\d+\\.(?:c_attn|c_proj)': 5,
        '.*\\.layers\\.(?:0|1)\\.mlp\\.(gate|up|down)_proj': 6,
      },
      alpha_pattern: { q_proj: 1.5 },
    });
    expect(rankAndAlpha(patterned, 'model.layers.0.self_attn.q_proj')).toEqual({ rank: 8, alpha: 1.5 });
    expect(rankAndAlpha(patterned, 'model.layers.1.self_attn.q_proj')).toEqual({ rank: 16, alpha: 1.5 });
    expect(rankAndAlpha(patterned, 'q_proj')).toEqual({ rank: 16, alpha: 1.5 });
    expect(rankAndAlpha(patterned, 'model.layers.1.self_attn.my_q_proj')).toEqual({ rank: 2, alpha: 4 });
    expect(rankAndAlpha(patterned, 'model.k_proj')).toEqual({ rank: 2, alpha: 4 });
    expect(rankAndAlpha(patterned, 'transformer.h.11.c_proj')).toEqual({ rank: 5, alpha: 4 });
    expect(rankAndAlpha(patterned, 'model.layers.1.mlp.up_proj')).toEqual({ rank: 6, alpha: 4 });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another kind', { peft_type: 'LOHA' }],
    ['IA³', { peft_type: 'IA3' }],
    ['DoRA', { use_dora: true }],
    ['PiSSA', { init_lora_weights: 'pissa_niter_16' }],
    ['LoftQ', { init_lora_weights: 'loftq' }],
    ['repeated layers', { layer_replication: [[0, 4]] }],
    ['rows of tokens', { trainable_token_indices: [1] }],
    ['parameters', { target_parameters: ['experts.gate_up_proj'] }],
  ])('refuses %s', (_, more) => {
    expect(() => config(more)).toThrow(expect.objectContaining({ code: 'unsupported', hint: expect.stringMatching(/merge_and_unload/) }));
  });

  test.each<Record<string, unknown>>([
    { peft_type: 3 },
    { r: 0 },
    { r: 1.5 },
    { lora_alpha: '4' },
    { rank_pattern: [] },
    { rank_pattern: { q: 0 } },
    { rank_pattern: { '(q': 1 } },
    { rank_pattern: { '(a+)+b': 1 } },
    { rank_pattern: { [`${'(a|a)'.repeat(40)}b`]: 1 } },
    { rank_pattern: { [`${'a?'.repeat(80)}${'a'.repeat(80)}b`]: 1 } },
    { rank_pattern: { [`${'\\\\*'.repeat(60)}b`]: 1 } },
    { alpha_pattern: { '.*.*.*x': 1 } },
    { alpha_pattern: { ['q'.repeat(300)]: 1 } },
  ])('refuses %j as malformed', (more) => {
    expect(() => config(more)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });

  test('of any form parses or is refused in our words', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('r', 'lora_alpha', 'rank_pattern', 'alpha_pattern', 'use_dora', 'init_lora_weights'), fc.jsonValue()),
        (more) => {
          try {
            rankAndAlpha(config(more), Q);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(AlloyError);
          }
        },
      ),
    );
  });
});

describe('an adapter’s tensors', () => {
  test('find the base tensors that they change', () => {
    const { targets, unmatched } = adapterTensors(byName(...pair(Q, 6, 4)), config(), base);
    expect(targets.get(`${Q}.weight`)).toMatchObject({ a: { shape: [2, 4] }, b: { shape: [6, 2] }, rank: 2, scale: 2, transposed: false });
    expect(unmatched).toEqual([]);
    expect(adapterTensors(byName(...pair(Q, 6, 4)), config({ use_rslora: true }), base).targets.get(`${Q}.weight`)?.scale).toBe(
      4 / Math.sqrt(2),
    );
    const wider = adapterTensors(byName(...pair(Q, 6, 4, 3)), config({ rank_pattern: { q_proj: 3 }, alpha_pattern: { q_proj: 1 } }), base);
    expect(wider.targets.get(`${Q}.weight`)?.scale).toBe(1 / 3);
  });

  test('with the adapter’s name in them, as files saved without PEFT have it', () => {
    const named = byName(
      tensor(`base_model.model.${Q}.lora_A.default.weight`, 2, 4),
      tensor(`base_model.model.${Q}.lora_B.default.weight`, 6, 2),
    );
    expect([...adapterTensors(named, config(), base).targets.keys()]).toEqual([`${Q}.weight`]);
    const two = byName(...pair(Q, 6, 4), tensor(`base_model.model.${Q}.lora_A.other.weight`, 2, 4));
    expect(() => adapterTensors(two, config(), base)).toThrow(/two adapters/);
  });

  test('embeddings, and layers stored as [in, out], get the transpose', () => {
    const embedding = byName(
      tensor('base_model.model.model.embed_tokens.lora_embedding_A', 2, 9),
      tensor('base_model.model.model.embed_tokens.lora_embedding_B', 4, 2),
    );
    expect(adapterTensors(embedding, config(), base).targets.get('model.embed_tokens.weight')).toMatchObject({
      transposed: true,
      scale: 2,
    });
    const gpt2 = byName(tensor('h.0.attn.c_attn.weight', 4, 12), tensor('h.0.attn.c_proj.weight', 4, 4));
    const changed = adapterTensors(
      byName(...pair('transformer.h.0.attn.c_attn', 12, 4), ...pair('transformer.h.0.attn.c_proj', 4, 4)),
      config({ fan_in_fan_out: true }),
      gpt2,
    );
    expect([...changed.targets].map(([name, { transposed }]) => [name, transposed])).toEqual([
      ['h.0.attn.c_attn.weight', true],
      ['h.0.attn.c_proj.weight', true],
    ]);
    const square = adapterTensors(byName(...pair('h.0.attn.c_proj', 4, 4)), config(), gpt2);
    expect(square.targets.get('h.0.attn.c_proj.weight')?.transposed).toBe(false);
  });

  test('convolutions are flattened', () => {
    const conv = byName(tensor('conv.weight', 6, 4, 3, 3));
    const lora = byName(
      tensor('base_model.model.conv.lora_A.weight', 2, 4, 3, 3),
      tensor('base_model.model.conv.lora_B.weight', 6, 2, 1, 1),
    );
    expect(adapterTensors(lora, config(), conv).targets.get('conv.weight')).toMatchObject({ transposed: false });
  });

  test('whole tensors replace, biases are added, what nobody has is listed', () => {
    const found = adapterTensors(
      byName(
        ...pair(Q, 6, 4),
        tensor(`base_model.model.${Q}.lora_B.bias`, 6),
        tensor('base_model.model.lm_head.modules_to_save.default.weight', 9, 4),
        tensor('base_model.model.model.embed_tokens.base_layer.weight', 9, 4),
        tensor('base_model.model.score.weight', 3, 4),
        ...pair('model.layers.7.self_attn.q_proj', 6, 4),
      ),
      config(),
      base,
    );
    expect(found.biases.get(`${Q}.bias`)).toMatchObject({ scale: 2, tensor: { shape: [6] } });
    expect([...found.replaced.keys()]).toEqual(['lm_head.weight', 'model.embed_tokens.weight']);
    expect(found.unmatched).toEqual([
      'base_model.model.score.weight',
      'base_model.model.model.layers.7.self_attn.q_proj.lora_A.weight',
      'base_model.model.model.layers.7.self_attn.q_proj.lora_B.weight',
    ]);
  });

  test('a matrix that is brought whole and changed too has the new shape', () => {
    const embedding = [
      tensor('base_model.model.model.embed_tokens.lora_embedding_A', 2, 11),
      tensor('base_model.model.model.embed_tokens.lora_embedding_B', 4, 2),
    ];
    const found = adapterTensors(
      byName(...embedding, tensor('base_model.model.model.embed_tokens.base_layer.weight', 11, 4)),
      config(),
      base,
    );
    expect([...found.targets.keys(), ...found.replaced.keys()]).toEqual(['model.embed_tokens.weight', 'model.embed_tokens.weight']);
  });

  test('find a base with other prefixes', () => {
    const names = ['language_model.model.layers.0.mlp.up_proj.weight'];
    const vision = byName(tensor(defined(names[0], 'a name'), 6, 4));
    const { aliases } = architectureOf({ model_type: 'gemma3' }, names);
    const lora = byName(...pair('model.language_model.layers.0.mlp.up_proj', 6, 4));
    expect([...adapterTensors(lora, config(), vision, aliases).targets.keys()]).toEqual(names);
    expect(adapterTensors(lora, config(), vision).unmatched).toHaveLength(2);
  });

  test.each<[string, TensorFacts[], string]>([
    ['half a pair', pair(Q, 6, 4).slice(0, 1), 'bad-file'],
    ['another rank than promised', pair(Q, 6, 4, 3), 'mismatch'],
    ['another shape than the base’s', pair(Q, 6, 5), 'mismatch'],
    ['DoRA’s magnitudes', [...pair(Q, 6, 4), tensor(`base_model.model.${Q}.lora_magnitude_vector`, 6)], 'unsupported'],
  ])('refuses %s', (_, tensors, code) => {
    expect(() => adapterTensors(byName(...tensors), config(), base)).toThrow(expect.objectContaining({ code }));
  });

  test('of any name are found, listed or refused', () => {
    const component = fc.constantFrom(
      'base_model',
      'model',
      'layers',
      '0',
      'q_proj',
      'lora_A',
      'lora_B',
      'lora_embedding_A',
      'default',
      'weight',
      'bias',
      'modules_to_save',
      '',
    );
    const name = fc.array(component, { maxLength: 8 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        try {
          const { targets, biases, replaced, unmatched } = adapterTensors(byName(...names.map((one) => tensor(one, 2, 2))), config(), base);
          expect(targets.size * 2 + biases.size + replaced.size + unmatched.length).toBe(names.length);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AlloyError);
        }
      }),
    );
  });
});

// --- mergekit's result of golden/recipes/lora-task_arithmetic-f32.yml --------------------------------------------

const GOLDEN = join(import.meta.dirname, '../engine/golden');

function read(folder: string, file = 'model.safetensors') {
  const bytes = new Uint8Array(readFileSync(join(GOLDEN, folder, file)));
  const { tensors } = parseHeader(bytes, bytes.length, file);
  const values = (name: string) => {
    const { offset, bytes: length } = defined(
      tensors.find((one) => one.name === name),
      name,
    );
    const into = new Float64Array(length / 4);
    decode('F32', bytes.subarray(offset, offset + length), into);
    return into;
  };
  return { tensors: byName(...tensors), values };
}

test('base + 0.7 · adapter + 0.4 · (x1 − base) is mergekit’s', () => {
  const [model, x1, expected] = ['models/f32/base', 'models/f32/x1', 'expected/lora-task_arithmetic-f32'].map((folder) => read(folder));
  const lora = read('models/f32/lora', 'adapter_model.safetensors');
  const settings = parseAdapterConfig(
    JSON.parse(readFileSync(join(GOLDEN, 'models/f32/lora/adapter_config.json'), 'utf8')),
    'adapter_config.json',
  );
  const { targets, unmatched } = adapterTensors(lora.tensors, settings, defined(model, 'base').tensors);
  expect([targets.size, unmatched]).toEqual([6, []]);
  for (const [name, { a, b, rank, scale }] of targets) {
    const [x0, x, y, left, right] = [
      model?.values(name),
      x1?.values(name),
      expected?.values(name),
      lora.values(b.name),
      lora.values(a.name),
    ].map((v) => defined(v, name));
    const columns = defined(a.shape[1], 'columns');
    const at = (values: Float64Array | undefined, i: number) => defined(values?.[i], 'an entry');
    const product = (i: number) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return Array.from({ length: rank }, (_, k) => at(left, row * rank + k) * at(right, k * columns + column)).reduce((s, v) => s + v);
    };
    const furthest = defined(y, 'the result').reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (at(x0, i) + 0.7 * scale * product(i) + 0.4 * (at(x, i) - at(x0, i))))),
      0,
    );
    expect(furthest).toBeLessThan(1e-6);
  }
});
