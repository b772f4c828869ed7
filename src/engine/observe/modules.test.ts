import { expect, test } from 'vitest';
import { moduleOf } from './modules.ts';

test.each([
  ['model.embed_tokens.weight', 'embed'],
  ['model.layers.12.self_attn.q_proj.weight', 'q'],
  ['model.layers.12.self_attn.q_proj.bias', 'q bias'],
  ['model.layers.0.self_attn.o_proj.weight', 'o'],
  ['model.layers.0.mlp.gate_proj.weight', 'gate'],
  ['model.layers.0.input_layernorm.weight', 'ln1'],
  ['model.layers.0.post_attention_layernorm.weight', 'ln2'],
  ['model.norm.weight', 'norm'],
  ['lm_head.weight', 'head'],
  ['transformer.h.3.attn.c_attn.weight', 'qkv'],
  ['transformer.h.3.attn.c_proj.weight', 'o'],
  ['transformer.h.3.mlp.c_proj.weight', 'down'],
  ['transformer.wte.weight', 'embed'],
  ['model.layers.1.block_sparse_moe.experts.7.w1.weight', 'gate'],
  ['model.layers.1.block_sparse_moe.gate.weight', 'router'],
  ['model.layers.1.pre_feedforward_layernorm.weight', 'pre_feedforward_layernorm'],
  ['bert.encoder.layer.0.intermediate.dense.weight', 'intermediate.dense'],
  ['x', 'x'],
])('%s is %s', (name, label) => {
  expect(moduleOf(name)).toBe(label);
});
