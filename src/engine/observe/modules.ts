/** The column of a tensor in the grid of a model: short names for the parts of a layer. */

/** Ends of names, the longest first where one contains another. */
const MODULES: readonly (readonly [RegExp, string])[] = [
  [/(q_proj|query|wq)$/, 'q'],
  [/(k_proj|key|wk)$/, 'k'],
  [/(v_proj|value|wv)$/, 'v'],
  [/(self_attn\.o_proj|attn\.o_proj|o_proj|out_proj|wo|attention\.dense|attn\.c_proj)$/, 'o'],
  [/(qkv_proj|query_key_value|c_attn|Wqkv)$/, 'qkv'],
  [/q_norm$/, 'q norm'],
  [/k_norm$/, 'k norm'],
  [/(gate_up_proj)$/, 'gate·up'],
  [/(gate_proj|w1)$/, 'gate'],
  [/(up_proj|w3|c_fc|fc1|dense_h_to_4h)$/, 'up'],
  [/(down_proj|w2|mlp\.c_proj|fc2|dense_4h_to_h)$/, 'down'],
  [/(input_layernorm|ln_1|attention_norm|self_attn_layer_norm)$/, 'ln1'],
  [/(post_attention_layernorm|ln_2|ffn_norm|final_layer_norm)$/, 'ln2'],
  [/(embed_tokens|wte|word_embeddings|tok_embeddings|embed_in|shared)$/, 'embed'],
  [/(wpe|embed_positions|position_embeddings)$/, 'position'],
  [/(lm_head|embed_out|output)$/, 'head'],
  [/(model\.norm|ln_f|final_layernorm|^norm)$/, 'norm'],
];

/** A short label, the same for the same part of every layer: q, gate, ln1, embed, …; else the last two parts of the name. */
export function moduleOf(name: string): string {
  const stem = name.replace(/\.weight$/, '');
  const bias = stem.endsWith('.bias');
  const body = bias ? stem.slice(0, -'.bias'.length) : stem;
  const label = MODULES.find(([end]) => end.test(body))?.[1] ?? generic(body);
  return bias ? `${label} bias` : label;
}

/** Without numbers: those are layers. Experts share a column. */
const generic = (body: string): string => {
  const parts = body.split('.').filter((part) => !/^\d+$/.test(part));
  return parts.slice(-2).join('.') || body;
};
