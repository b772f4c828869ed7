import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { FAMILIES } from './architectures/families.ts';
import { architectureOf, valueAt, withValues } from './architectures.ts';

/** Names of two layers: `{}` stands for the number. */
const twoLayers = (names: readonly string[]) =>
  names.flatMap((name) => (name.includes('{}') ? [0, 1].map((n) => name.replace('{}', `${n}`)) : [name]));

interface Case {
  readonly type: string;
  readonly config?: Record<string, unknown>;
  readonly names: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly vocabulary: readonly string[];
  readonly optional?: readonly string[];
  readonly layerKey?: string;
}

const LLAMA = {
  names: [
    'model.embed_tokens.weight',
    'model.layers.{}.self_attn.q_proj.weight',
    'model.layers.{}.input_layernorm.weight',
    'model.norm.weight',
    'lm_head.weight',
  ],
  before: ['model.embed_tokens.weight'],
  after: ['model.norm.weight', 'lm_head.weight'],
  vocabulary: ['model.embed_tokens.weight', 'lm_head.weight'],
  optional: ['lm_head.weight'],
};

/** Decoders and encoders of one part, with names as their checkpoints on the Hub have them. */
const CASES: readonly Case[] = [
  ...['llama', 'mistral', 'gemma2', 'gemma3_text', 'granite', 'cohere', 'olmo2'].map((type) => ({ type, ...LLAMA })),
  {
    ...LLAMA,
    type: 'llama',
    names: [...LLAMA.names, 'model.layers.{}.self_attn.rotary_emb.inv_freq', 'model.layers.{}.self_attn.q_proj.bias'],
    optional: ['lm_head.weight', ...twoLayers(['model.layers.{}.self_attn.rotary_emb.inv_freq', 'model.layers.{}.self_attn.q_proj.bias'])],
  },
  { ...LLAMA, type: 'qwen2', names: [...LLAMA.names, 'model.layers.{}.self_attn.q_proj.bias'] },
  { ...LLAMA, type: 'qwen3', names: [...LLAMA.names, 'model.layers.{}.self_attn.q_norm.weight'] },
  {
    ...LLAMA,
    type: 'mixtral',
    names: [...LLAMA.names, 'model.layers.{}.block_sparse_moe.gate.weight', 'model.layers.{}.block_sparse_moe.experts.7.w1.weight'],
  },
  {
    ...LLAMA,
    type: 'qwen3_moe',
    names: [...LLAMA.names, 'model.layers.{}.mlp.gate.weight', 'model.layers.{}.mlp.experts.127.gate_proj.weight'],
  },
  { ...LLAMA, type: 'qwen2_moe', names: [...LLAMA.names, 'model.layers.{}.mlp.shared_expert_gate.weight'] },
  {
    ...LLAMA,
    type: 'phi3',
    names: [...LLAMA.names, 'model.layers.{}.self_attn.qkv_proj.weight', 'model.layers.{}.mlp.gate_up_proj.weight'],
  },
  {
    type: 'phi',
    names: [
      'model.embed_tokens.weight',
      'model.layers.{}.self_attn.dense.bias',
      'model.final_layernorm.bias',
      'lm_head.weight',
      'lm_head.bias',
    ],
    before: ['model.embed_tokens.weight'],
    after: ['model.final_layernorm.bias', 'lm_head.weight', 'lm_head.bias'],
    vocabulary: ['model.embed_tokens.weight', 'lm_head.weight', 'lm_head.bias'],
    optional: ['lm_head.weight'],
  },
  {
    ...LLAMA,
    type: 'stablelm',
    names: [
      ...LLAMA.names,
      'model.layers.{}.self_attn.v_proj.bias',
      'model.layers.{}.self_attn.q_layernorm.norms.3.weight',
      'model.norm.bias',
    ],
    after: [...LLAMA.after, 'model.norm.bias'],
    optional: [
      'lm_head.weight',
      ...twoLayers(['model.layers.{}.self_attn.v_proj.bias', 'model.layers.{}.self_attn.q_layernorm.norms.3.weight']),
    ],
  },
  {
    ...LLAMA,
    type: 'lfm2',
    names: [...LLAMA.names, 'model.embedding_norm.weight'],
    after: [...LLAMA.after, 'model.embedding_norm.weight'],
  },
  {
    type: 'gpt2',
    config: { n_layer: 2 },
    names: ['wte.weight', 'wpe.weight', 'h.{}.attn.c_attn.weight', 'h.{}.attn.bias', 'h.{}.ln_1.weight', 'ln_f.weight', 'ln_f.bias'],
    before: ['wte.weight', 'wpe.weight'],
    after: ['ln_f.weight', 'ln_f.bias'],
    vocabulary: ['wte.weight'],
    optional: ['h.0.attn.bias', 'h.1.attn.bias'],
    layerKey: 'n_layer',
  },
  {
    type: 'gpt_neox',
    names: [
      'gpt_neox.embed_in.weight',
      'gpt_neox.layers.{}.attention.query_key_value.bias',
      'gpt_neox.layers.{}.attention.masked_bias',
      'gpt_neox.final_layer_norm.bias',
      'embed_out.weight',
    ],
    before: ['gpt_neox.embed_in.weight'],
    after: ['gpt_neox.final_layer_norm.bias', 'embed_out.weight'],
    vocabulary: ['gpt_neox.embed_in.weight', 'embed_out.weight'],
    optional: ['embed_out.weight', ...twoLayers(['gpt_neox.layers.{}.attention.masked_bias'])],
  },
  {
    type: 'bloom',
    config: { n_layer: 2 },
    names: ['word_embeddings.weight', 'word_embeddings_layernorm.weight', 'h.{}.self_attention.dense.bias', 'ln_f.weight'],
    before: ['word_embeddings.weight', 'word_embeddings_layernorm.weight'],
    after: ['ln_f.weight'],
    vocabulary: ['word_embeddings.weight'],
    layerKey: 'n_layer',
  },
  {
    type: 'internlm2',
    names: ['model.tok_embeddings.weight', 'model.layers.{}.attention.wqkv.weight', 'model.norm.weight', 'output.weight'],
    before: ['model.tok_embeddings.weight'],
    after: ['model.norm.weight', 'output.weight'],
    vocabulary: ['model.tok_embeddings.weight', 'output.weight'],
    optional: ['output.weight'],
  },
  {
    type: 'bert',
    names: [
      'bert.embeddings.position_ids',
      'bert.embeddings.word_embeddings.weight',
      'bert.embeddings.position_embeddings.weight',
      'bert.embeddings.LayerNorm.weight',
      'bert.encoder.layer.{}.attention.output.dense.weight',
      'bert.pooler.dense.bias',
      'cls.predictions.bias',
      'cls.predictions.decoder.weight',
    ],
    before: [
      'bert.embeddings.position_ids',
      'bert.embeddings.word_embeddings.weight',
      'bert.embeddings.position_embeddings.weight',
      'bert.embeddings.LayerNorm.weight',
    ],
    after: ['bert.pooler.dense.bias', 'cls.predictions.bias', 'cls.predictions.decoder.weight'],
    vocabulary: ['bert.embeddings.word_embeddings.weight', 'cls.predictions.bias', 'cls.predictions.decoder.weight'],
    optional: ['bert.embeddings.position_ids', 'bert.pooler.dense.bias', 'cls.predictions.bias', 'cls.predictions.decoder.weight'],
  },
  {
    type: 'xlm-roberta',
    names: [
      'roberta.embeddings.word_embeddings.weight',
      'roberta.encoder.layer.{}.attention.self.query.bias',
      'lm_head.bias',
      'lm_head.dense.weight',
      'lm_head.decoder.bias',
    ],
    before: ['roberta.embeddings.word_embeddings.weight'],
    after: ['lm_head.bias', 'lm_head.dense.weight', 'lm_head.decoder.bias'],
    vocabulary: ['roberta.embeddings.word_embeddings.weight', 'lm_head.bias', 'lm_head.decoder.bias'],
    optional: ['lm_head.bias', 'lm_head.dense.weight', 'lm_head.decoder.bias'],
  },
];

describe('architectures of one part', () => {
  test.each(CASES)('$type', ({ type, config, names, before, after, vocabulary, optional = [], layerKey = 'num_hidden_layers' }) => {
    const all = twoLayers(names);
    const architecture = architectureOf({ model_type: type, num_hidden_layers: config ? undefined : 2, ...config }, all);
    const having = (test: (name: string) => boolean) => all.filter(test);
    expect(architecture).toMatchObject({
      id: type,
      known: true,
      modules: ['default'],
      layers: { default: 2 },
      layerKeys: { default: [layerKey] },
    });
    expect(architecture.vocabularyKeys).toEqual(['vocab_size']);
    expect(having((name) => architecture.role(name).place === 'before')).toEqual(before);
    expect(having((name) => architecture.role(name).place === 'after')).toEqual(after);
    expect(having((name) => architecture.role(name).vocabularyAxis === 0)).toEqual(vocabulary);
    expect(having((name) => architecture.role(name).optional).sort()).toEqual(optional.toSorted());
  });

  test('a checkpoint that leaves out its tied head, and one that drops the prefix', () => {
    const tied = (type: string, names: string[], head: string) => architectureOf({ model_type: type }, names).role(head).tiedTo;
    expect(tied('llama', ['model.embed_tokens.weight', 'model.layers.0.mlp.up_proj.weight'], 'lm_head.weight')).toEqual([
      'model.embed_tokens.weight',
    ]);
    expect(tied('gpt2', ['wte.weight', 'h.0.ln_1.weight'], 'lm_head.weight')).toEqual(['wte.weight']);
    expect(tied('gpt2', ['transformer.wte.weight', 'transformer.h.0.ln_1.weight'], 'lm_head.weight')).toEqual(['transformer.wte.weight']);
    expect(tied('roberta', ['roberta.encoder.layer.0.output.dense.bias', 'lm_head.bias'], 'lm_head.decoder.bias')).toEqual([
      'lm_head.bias',
    ]);
  });

  test('other spellings of a name', () => {
    const gpt2 = architectureOf({ model_type: 'gpt2' }, ['h.0.ln_1.weight']);
    expect(gpt2.aliases('h.3.attn.c_attn.weight')).toEqual(['transformer.h.3.attn.c_attn.weight']);
    expect(gpt2.aliases('transformer.wte.weight')).toEqual(['wte.weight']);
    expect(architectureOf({ model_type: 'bert' }, []).aliases('bert.embeddings.LayerNorm.gamma')).toContain(
      'bert.embeddings.LayerNorm.weight',
    );
  });

  test('the class stands in for a missing model_type', () => {
    expect(architectureOf({ architectures: ['Qwen2MoeForCausalLM'] }, []).id).toBe('qwen2_moe');
    expect(architectureOf({ architectures: ['GPT2LMHeadModel'] }, []).id).toBe('gpt2');
    expect(architectureOf({ architectures: ['LlamaForSequenceClassification'] }, []).known).toBe(true);
  });

  test('lists with one entry for each layer are named', () => {
    const config = { model_type: 'qwen3', num_hidden_layers: 2, layer_types: ['full_attention', 'full_attention'], eos_token_id: [1, 2] };
    expect(architectureOf(config, twoLayers(LLAMA.names)).layerLists).toEqual({ default: ['layer_types'] });
  });

  test('no type is in two rows', () => {
    const types = FAMILIES.flatMap((family) => family.modelTypes);
    expect(new Set(types).size).toBe(types.length);
  });
});

describe('architectures of several parts', () => {
  const moduleOf = (type: string, config: Record<string, unknown>, names: readonly string[]) => {
    const architecture = architectureOf({ model_type: type, ...config }, names);
    return { architecture, modules: Object.fromEntries(names.map((name) => [name, architecture.role(name).module])) };
  };

  test('T5: encoder, decoder and their shared embedding', () => {
    const { architecture, modules } = moduleOf('t5', { num_layers: 1, num_decoder_layers: 2 }, [
      'shared.weight',
      'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight',
      'encoder.final_layer_norm.weight',
      'decoder.block.1.layer.1.EncDecAttention.q.weight',
      'lm_head.weight',
    ]);
    expect(Object.values(modules)).toEqual(['shared', 'encoder', 'encoder', 'decoder', 'decoder']);
    expect(architecture.modules).toEqual(['encoder', 'decoder', 'shared']);
    expect(architecture.layers).toEqual({ encoder: 1, decoder: 2, shared: 0 });
    expect(architecture.layerKeys).toEqual({ encoder: ['num_layers'], decoder: ['num_decoder_layers'], shared: [] });
    expect(architecture.role('decoder.block.1.layer.1.EncDecAttention.q.weight')).toMatchObject({
      stack: 'decoder.block.',
      layer: 1,
      rest: '.layer.1.EncDecAttention.q.weight',
    });
    expect(architecture.role('encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight').optional).toBe(true);
    expect(architecture.role('lm_head.weight')).toMatchObject({ vocabularyAxis: 0, tiedTo: ['shared.weight'], place: 'after' });
    expect(architecture.role('decoder.embed_tokens.weight')).toMatchObject({
      vocabularyAxis: 0,
      tiedTo: ['shared.weight'],
      optional: true,
      place: 'before',
    });
  });

  test('Whisper: its head is the embedding of its decoder', () => {
    const { architecture, modules } = moduleOf('whisper', { encoder_layers: 1, decoder_layers: 1, num_hidden_layers: 1 }, [
      'model.encoder.conv1.weight',
      'model.encoder.embed_positions.weight',
      'model.encoder.layers.0.fc1.bias',
      'model.encoder.layer_norm.weight',
      'model.decoder.embed_tokens.weight',
      'model.decoder.layers.0.encoder_attn.k_proj.weight',
    ]);
    expect(Object.values(modules)).toEqual(['encoder', 'encoder', 'encoder', 'encoder', 'decoder', 'decoder']);
    expect(architecture.layerKeys).toEqual({ encoder: ['encoder_layers', 'num_hidden_layers'], decoder: ['decoder_layers'] });
    expect(architecture.role('model.encoder.conv1.weight').place).toBe('before');
    expect(architecture.role('model.encoder.layer_norm.weight').place).toBe('after');
    expect(architecture.role('proj_out.weight')).toMatchObject({
      module: 'decoder',
      optional: true,
      tiedTo: ['model.decoder.embed_tokens.weight'],
    });
    expect(architecture.role('model.encoder.embed_positions.weight').vocabularyAxis).toBeUndefined();
  });

  const GEMMA = ['embed_tokens.weight', 'layers.{}.mlp.up_proj.weight', 'norm.weight'];
  test.each(['language_model.model.', 'model.language_model.'])('Gemma 3 with its text under %s', (prefix) => {
    const vision = [
      'vision_tower.vision_model.embeddings.patch_embedding.weight',
      'vision_tower.vision_model.encoder.layers.{}.mlp.fc1.weight',
      'multi_modal_projector.mm_input_projection_weight',
    ];
    const names = twoLayers([...GEMMA.map((name) => prefix + name), ...vision]);
    const { architecture } = moduleOf('gemma3', { text_config: { num_hidden_layers: 2 }, vision_config: { num_hidden_layers: 2 } }, names);
    expect(architecture.modules).toEqual(['text_decoder', 'vision_tower', 'multi_modal_projector']);
    expect(architecture.layers).toEqual({ text_decoder: 2, vision_tower: 2, multi_modal_projector: 0 });
    expect(architecture.layerKeys).toMatchObject({
      text_decoder: ['text_config.num_hidden_layers'],
      vision_tower: ['vision_config.num_hidden_layers'],
    });
    expect(architecture.vocabularyKeys).toEqual(['text_config.vocab_size']);
    expect(architecture.role(`${prefix}embed_tokens.weight`)).toMatchObject({ vocabularyAxis: 0, place: 'before', module: 'text_decoder' });
    expect(architecture.role(defined(vision[0], 'patches'))).toMatchObject({ module: 'vision_tower', place: 'before' });
    expect(architecture.role('lm_head.weight').tiedTo).toEqual([`${prefix}embed_tokens.weight`]);
  });

  test('Qwen VL: numbered parts of the projector are not layers', () => {
    const names = [
      'model.embed_tokens.weight',
      'model.layers.0.mlp.up_proj.weight',
      'lm_head.weight',
      'visual.patch_embed.proj.weight',
      'visual.blocks.0.attn.qkv.bias',
      'visual.merger.mlp.0.weight',
    ];
    const { architecture, modules } = moduleOf('qwen2_5_vl', { num_hidden_layers: 1, vocab_size: 9, vision_config: { depth: 1 } }, names);
    expect(Object.values(modules)).toEqual([
      'text_decoder',
      'text_decoder',
      'text_decoder',
      'vision_tower',
      'vision_tower',
      'multi_modal_projector',
    ]);
    expect(architecture.layerKeys).toMatchObject({ text_decoder: ['num_hidden_layers'], vision_tower: ['vision_config.depth'] });
    expect(architecture.vocabularyKeys).toEqual(['vocab_size']);
    expect(architecture.role('visual.merger.mlp.0.weight').layer).toBeUndefined();
    const deeper = architectureOf({ model_type: 'qwen3_vl' }, ['model.language_model.layers.0.mlp.up_proj.weight']);
    expect(deeper.role('model.visual.deepstack_merger_list.1.norm.weight')).toMatchObject({
      module: 'multi_modal_projector',
      place: 'after',
    });
  });
});

describe('architectures that no table knows', () => {
  test('tens of thousands of stacks, each a module, are read at once', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => [`a${i}.0.w`, `a${i}.1.w`, `a${i}.norm`, `b${i}.w`]).flat();
    const { modules, layers, role } = architectureOf(undefined, many);
    expect([modules.length, layers.a7, layers.default]).toEqual([20_001, 2, 0]);
    expect(['a7.1.w', 'a7.norm', 'b7.w'].map((name) => role(name).module)).toEqual(['a7', 'a7', 'default']);
  });

  test('a diffusion transformer', () => {
    const names = [
      'img_in.weight',
      'double_blocks.0.img_attn.qkv.weight',
      'double_blocks.1.img_attn.qkv.weight',
      'single_blocks.0.linear1.weight',
      'single_blocks.1.linear1.weight',
      'single_blocks.2.linear1.weight',
      'final_layer.linear.weight',
    ];
    const flux = architectureOf({ num_layers: 2, num_single_layers: 3 }, names);
    expect(flux).toMatchObject({ known: false, id: 'inferred', modules: ['default', 'double_blocks', 'single_blocks'] });
    expect(flux.layers).toEqual({ default: 0, double_blocks: 2, single_blocks: 3 });
    expect(flux.layerKeys).toEqual({ default: [], double_blocks: ['num_layers'], single_blocks: ['num_single_layers'] });
    expect(flux.role('img_in.weight').place).toBe('before');
    expect(flux.role('final_layer.linear.weight').place).toBe('after');
    const one = architectureOf(undefined, [
      'pos_embed.proj.weight',
      'transformer_blocks.0.attn.to_q.weight',
      'transformer_blocks.1.attn.to_q.weight',
      'proj_out.weight',
    ]);
    expect(one.modules).toEqual(['default']);
    expect(one.role('transformer_blocks.3.attn.to_q.weight')).toMatchObject({
      stack: 'transformer_blocks.',
      layer: 3,
      rest: '.attn.to_q.weight',
      place: 'layer',
    });
    expect(one.role('proj_out.weight').vocabularyAxis).toBeUndefined();
  });

  test('a UNet: single numbers are not stacks', () => {
    const blocks = ['down_blocks', 'up_blocks'].flatMap((block) => [0, 1, 2].map((n) => `${block}.${n}.attentions.0.proj_in.weight`));
    const unet = architectureOf(undefined, [
      'conv_in.weight',
      'time_embedding.linear_1.weight',
      ...blocks,
      'mid_block.attentions.0.norm.weight',
      'conv_out.weight',
    ]);
    expect(unet.modules).toEqual(['default', 'down_blocks', 'up_blocks']);
    expect(unet.role('down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight')).toMatchObject({
      module: 'down_blocks',
      layer: 1,
    });
    expect(unet.role('mid_block.attentions.0.norm.weight')).toMatchObject({ module: 'default', place: 'after' });
    expect(unet.role('conv_in.weight').place).toBe('before');
  });

  test('two towers: what lies outside the layers belongs to the tower that shares its name', () => {
    const names = [
      'encoder.norm.weight',
      'encoder.layers.0.w.weight',
      'encoder.layers.1.w.weight',
      'decoder.layers.0.w.weight',
      'decoder.layers.1.w.weight',
      'projection.weight',
    ];
    const speech = architectureOf({ model_type: 'somebody-elses' }, names);
    expect(speech.role('encoder.norm.weight').module).toBe('encoder.layers');
    expect(speech.role('projection.weight').module).toBe('default');
  });

  test('a decoder: vocabulary, head and buffers by their usual names', () => {
    const unknown = architectureOf({ model_type: 'new', num_hidden_layers: 1 }, [
      'model.embed_tokens.weight',
      'model.layers.0.mlp.up.weight',
      'lm_head.weight',
    ]);
    expect(unknown).toMatchObject({ modules: ['default'], layers: { default: 1 }, layerKeys: { default: ['num_hidden_layers'] } });
    expect(unknown.role('model.embed_tokens.weight')).toMatchObject({ vocabularyAxis: 0, place: 'before' });
    expect(unknown.role('lm_head.weight')).toMatchObject({ vocabularyAxis: 0, optional: true, place: 'after' });
    expect(unknown.role('model.layers.0.self_attn.rotary_emb.inv_freq')).toMatchObject({ recomputed: true, optional: true });
    expect(unknown.role('model.embeddings.position_embeddings.weight').vocabularyAxis).toBeUndefined();
  });

  test('a config that the names contradict', () => {
    expect(architectureOf({ model_type: 'llama' }, ['blocks.0.w', 'blocks.1.w']).known).toBe(false);
  });
});

test('a config is changed at dotted paths, and the original is not', () => {
  const config = { vocab_size: 9, text_config: { num_hidden_layers: 2, hidden_size: 4 } };
  const changed = withValues(config, { 'text_config.num_hidden_layers': 3, 'vision_config.depth': 1, vocab_size: 8 });
  expect(changed).toEqual({ vocab_size: 8, text_config: { num_hidden_layers: 3, hidden_size: 4 }, vision_config: { depth: 1 } });
  expect(valueAt(config, 'text_config.num_hidden_layers')).toBe(2);
  expect(valueAt(config, 'text_config.constructor.name')).toBeUndefined();
});

describe('any text', () => {
  const component = fc.oneof(
    fc.constantFrom('model', 'layers', 'h', '0', '7', '007', '99999999', 'lm_head', '__proto__', 'constructor', 'weight', ''),
    fc.string({ maxLength: 5 }),
  );
  const name = fc.array(component, { maxLength: 7 }).map((parts) => parts.join('.'));

  test('has a role, and a layer name can be put together again', () => {
    const types = FAMILIES.flatMap((family) => family.modelTypes);
    fc.assert(
      fc.property(fc.constantFrom(undefined, ...types), fc.array(name, { maxLength: 6 }), name, (model_type, names, asked) => {
        const architecture = architectureOf({ model_type }, names);
        for (const one of [...names, asked]) {
          const { stack, layer, rest, place, module } = architecture.role(one);
          expect(place === 'layer').toBe(layer !== undefined);
          if (layer !== undefined) expect(`${stack}${layer}${rest}`).toBe(one);
          if (names.includes(one)) expect(architecture.modules).toContain(module);
          expect(architecture.aliases(one)).not.toContain(one);
        }
      }),
    );
  });

  test('is a config', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('model_type', 'architectures', 'text_config', 'num_hidden_layers', 'layer_types'), fc.jsonValue()),
        (config) => {
          expect(architectureOf(config, ['model.layers.0.w.weight']).modules.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
