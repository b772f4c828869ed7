/** The column of a tensor in the grid of a model: short names for the parts of a layer. */

/** Labels, and the ends of tensor names (in dots) that they stand for. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  q: ['q_proj', 'query', 'wq'],
  k: ['k_proj', 'key', 'wk'],
  v: ['v_proj', 'value', 'wv'],
  o: ['o_proj', 'out_proj', 'wo', 'attention.dense', 'attn.c_proj'],
  qkv: ['qkv_proj', 'query_key_value', 'c_attn', 'Wqkv'],
  'q norm': ['q_norm'],
  'k norm': ['k_norm'],
  gate·up: ['gate_up_proj'],
  gate: ['gate_proj', 'w1'],
  up: ['up_proj', 'w3', 'c_fc', 'fc1', 'dense_h_to_4h'],
  down: ['down_proj', 'w2', 'mlp.c_proj', 'fc2', 'dense_4h_to_h'],
  router: ['mlp.gate', 'block_sparse_moe.gate', 'router'],
  ln1: ['input_layernorm', 'ln_1', 'attention_norm', 'self_attn_layer_norm'],
  ln2: ['post_attention_layernorm', 'ln_2', 'ffn_norm'],
  embed: ['embed_tokens', 'wte', 'word_embeddings', 'tok_embeddings', 'embed_in', 'shared'],
  position: ['wpe', 'embed_positions', 'position_embeddings'],
  head: ['lm_head', 'embed_out', 'output'],
  norm: ['norm', 'ln_f', 'final_layernorm', 'final_layer_norm'],
};

/** By end, the longest first: `mlp.gate` before `gate`. */
const ENDS = Object.entries(MODULES)
  .flatMap(([label, ends]) => ends.map((end) => ({ end, label })))
  .sort((a, b) => b.end.length - a.end.length);

/** Names that say little without the part before them. */
const PLAIN = new Set(['dense', 'linear', 'proj', 'fc', 'weight', 'scale']);

/** A short label, the same for the same part of every layer: q, gate, ln1, embed, …; else the end of the name. */
export function moduleOf(name: string): string {
  const stem = name.replace(/\.weight$/, '');
  const body = stem.replace(/\.bias$/, '');
  const known = ENDS.find(({ end }) => body === end || body.endsWith(`.${end}`));
  return (known?.label ?? endOf(body)) + (body === stem ? '' : ' bias');
}

/** Without numbers: those are layers and experts. */
function endOf(body: string): string {
  const parts = body.split('.').filter((part) => !/^\d+$/.test(part));
  const last = parts.at(-1) ?? body;
  return PLAIN.has(last) ? parts.slice(-2).join('.') : last;
}
