/**
 * The table of architectures, from the formats that the transformers library reads and writes. A name is read in two
 * steps: its prefix tells the part, what remains is looked up here; so one row serves all spellings of a prefix.
 */
import { BIASES, decoder, encoder, type Family, LAYERS, llama, type Part, seeing } from './family.ts';

const PROJECTOR: Part = { module: 'multi_modal_projector', prefixes: ['multi_modal_projector.', 'model.multi_modal_projector.'] };
const TOWER: Part = {
  module: 'vision_tower',
  prefixes: ['vision_tower.', 'model.vision_tower.', 'vision_model.', 'model.vision_model.'],
  stacks: ['vision_model.encoder.layers.', 'encoder.layers.', 'transformer.layers.', 'model.layers.'],
  layerKeys: ['vision_config.num_hidden_layers'],
};
const QWEN_VISION: readonly Part[] = [
  { module: 'multi_modal_projector', prefixes: ['visual.merger.', 'model.visual.merger.'] },
  { module: 'multi_modal_projector', prefixes: ['visual.deepstack_merger_list.', 'model.visual.deepstack_merger_list.'] },
  { module: 'vision_tower', prefixes: ['visual.', 'model.visual.'], stacks: ['blocks.'], layerKeys: ['vision_config.depth'] },
];

const T5: Family = {
  label: 'T5',
  modelTypes: ['t5', 'mt5', 'umt5', 'longt5'],
  parts: [
    { module: 'encoder', prefixes: ['encoder.'], stacks: ['block.'], layerKeys: ['num_layers'] },
    { module: 'decoder', prefixes: ['decoder.'], stacks: ['block.'], layerKeys: ['num_decoder_layers'] },
    { module: 'shared', prefixes: ['shared.'] },
    { module: 'decoder', prefixes: ['lm_head.'] },
  ],
  vocabulary: ['shared.weight', 'embed_tokens.weight', 'lm_head.weight'],
  tied: {
    'shared.weight': ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight'],
    'encoder.embed_tokens.weight': ['shared.weight', 'decoder.embed_tokens.weight'],
    'decoder.embed_tokens.weight': ['shared.weight', 'encoder.embed_tokens.weight'],
    'lm_head.weight': ['shared.weight', 'decoder.embed_tokens.weight'],
  },
  // The first block of a stack keeps the position biases for all; old decoders carry unused ones of their cross-attention.
  optional: /\.relative_attention_bias\.weight$/,
};

const WHISPER: Family = {
  label: 'Whisper',
  modelTypes: ['whisper'],
  parts: [
    {
      module: 'encoder',
      prefixes: ['model.encoder.', 'encoder.'],
      stacks: ['layers.'],
      layerKeys: ['encoder_layers', 'num_hidden_layers'],
    },
    { module: 'decoder', prefixes: ['model.decoder.', 'decoder.'], stacks: ['layers.'], layerKeys: ['decoder_layers'] },
    { module: 'decoder', prefixes: ['proj_out.'] },
  ],
  vocabulary: ['model.decoder.embed_tokens.weight', 'decoder.embed_tokens.weight', 'proj_out.weight'],
  tied: { 'proj_out.weight': ['model.decoder.embed_tokens.weight', 'decoder.embed_tokens.weight'] },
};

const ROBERTA_LIKE = {
  stack: 'encoder.layer.',
  embedding: 'embeddings.word_embeddings.weight',
  head: 'lm_head.decoder',
  bias: 'lm_head.bias',
};
const ENCODER_HEADS = /^(?:pooler|cls|lm_head|classifier|qa_outputs|vocab_\w+|pre_classifier|head|decoder)\./;

export const FAMILIES: readonly Family[] = [
  llama('Llama', ['llama'], BIASES),
  llama('Mistral', ['mistral', 'ministral'], BIASES),
  llama('Mixtral', ['mixtral'], BIASES),
  llama('Qwen 2', ['qwen2']),
  llama('Qwen 2 MoE', ['qwen2_moe']),
  llama('Qwen 3', ['qwen3'], BIASES),
  llama('Qwen 3 MoE', ['qwen3_moe', 'qwen3_next'], BIASES),
  llama('Gemma', ['gemma'], BIASES),
  llama('Gemma 2', ['gemma2'], BIASES),
  llama('Gemma 3', ['gemma3_text'], BIASES),
  llama('Phi', ['phi']),
  llama('Phi 3', ['phi3', 'phimoe']),
  llama(
    'StableLM',
    ['stablelm'],
    /^layers\.\d+\.(?:self_attn\.[qkv]_proj\.bias|self_attn\.[qk]_layernorm\..+|post_attention_layernorm\.\w+)$/,
  ),
  llama('OLMo', ['olmo', 'olmo2', 'olmo3', 'olmoe', 'flex_olmo'], BIASES),
  llama('Granite', ['granite', 'granitemoe', 'granitemoeshared', 'granitemoehybrid'], BIASES),
  llama('Cohere', ['cohere', 'cohere2'], /^layers\.\d+\.self_attn\.(?:\w+\.bias|[qk]_norm\.weight)$/),
  llama('StarCoder 2', ['starcoder2'], BIASES),
  llama('DeepSeek', ['deepseek', 'deepseek_v2', 'deepseek_v3'], /\.(?:self_attn|mlp)\..*\.bias$/),
  llama('GLM', ['glm', 'glm4', 'glm4_moe'], BIASES),
  llama('SmolLM 3', ['smollm3'], BIASES),
  llama('EXAONE 4', ['exaone4'], BIASES),
  llama('Nemotron', ['nemotron'], BIASES),
  llama('Llama-like', ['arcee', 'apertus', 'seed_oss', 'ernie4_5', 'minicpm', 'baichuan', 'helium', 'hunyuan_v1_dense'], BIASES),
  llama('gpt-oss', ['gpt_oss']),
  llama('LFM2', ['lfm2', 'lfm2_moe']),
  decoder('InternLM 2', ['internlm2'], { prefixes: ['model.', ''], stack: 'layers.', embedding: 'tok_embeddings', head: 'output' }),
  decoder('GPT-2', ['gpt2', 'gpt_bigcode', 'jais'], {
    prefixes: ['transformer.', ''],
    stack: 'h.',
    embedding: 'wte',
    layerKeys: ['n_layer', 'num_hidden_layers'],
  }),
  decoder('GPT-J', ['gptj', 'codegen'], { prefixes: ['transformer.', ''], stack: 'h.', embedding: 'wte', layerKeys: ['n_layer'] }),
  decoder('GPT-Neo', ['gpt_neo'], { prefixes: ['transformer.', ''], stack: 'h.', embedding: 'wte', layerKeys: ['num_layers'] }),
  decoder('GPT-NeoX', ['gpt_neox', 'gpt_neox_japanese'], {
    prefixes: ['gpt_neox.', ''],
    stack: 'layers.',
    embedding: 'embed_in',
    head: 'embed_out',
  }),
  decoder('Qwen', ['qwen'], { prefixes: ['transformer.', ''], stack: 'h.', embedding: 'wte' }),
  decoder('EXAONE', ['exaone'], {
    prefixes: ['transformer.', ''],
    stack: 'h.',
    embedding: 'wte',
    layerKeys: ['num_layers', 'num_hidden_layers'],
  }),
  decoder('Falcon', ['falcon'], {
    prefixes: ['transformer.', ''],
    stack: 'h.',
    embedding: 'word_embeddings',
    layerKeys: [...LAYERS, 'n_layer'],
  }),
  decoder('BLOOM', ['bloom'], {
    prefixes: ['transformer.', ''],
    stack: 'h.',
    embedding: 'word_embeddings',
    layerKeys: ['n_layer', 'num_hidden_layers'],
  }),
  decoder('MPT', ['mpt'], { prefixes: ['transformer.', ''], stack: 'blocks.', embedding: 'wte', layerKeys: ['n_layers'] }),
  decoder('OPT', ['opt'], { prefixes: ['model.decoder.', 'decoder.', ''], stack: 'layers.', embedding: 'embed_tokens' }),
  decoder('Mamba', ['mamba', 'mamba2', 'falcon_mamba'], {
    prefixes: ['backbone.', ''],
    stack: 'layers.',
    embedding: 'embeddings',
    layerKeys: [...LAYERS, 'n_layer'],
  }),
  decoder('ChatGLM', ['chatglm'], {
    prefixes: ['transformer.', ''],
    stack: 'encoder.layers.',
    embedding: 'embedding.word_embeddings',
    head: 'output_layer',
    layerKeys: ['num_layers'],
    vocabularyKeys: ['padded_vocab_size', 'vocab_size'],
  }),
  encoder('BERT', ['bert'], {
    prefixes: ['bert.', ''],
    stack: 'encoder.layer.',
    embedding: 'embeddings.word_embeddings.weight',
    head: 'cls.predictions.decoder',
    bias: 'cls.predictions.bias',
    optional: ENCODER_HEADS,
  }),
  encoder('RoBERTa', ['roberta', 'xlm-roberta', 'camembert', 'xlm-roberta-xl'], {
    prefixes: ['roberta.', ''],
    ...ROBERTA_LIKE,
    optional: ENCODER_HEADS,
  }),
  encoder('DistilBERT', ['distilbert'], {
    prefixes: ['distilbert.', ''],
    stack: 'transformer.layer.',
    embedding: 'embeddings.word_embeddings.weight',
    head: 'vocab_projector',
    optional: ENCODER_HEADS,
    layerKeys: ['n_layers', 'num_hidden_layers'],
  }),
  encoder('ModernBERT', ['modernbert'], {
    prefixes: ['model.', ''],
    stack: 'layers.',
    embedding: 'embeddings.tok_embeddings.weight',
    head: 'decoder',
    optional: ENCODER_HEADS,
  }),
  T5,
  WHISPER,
  seeing('Gemma 3', ['gemma3', 'paligemma'], [TOWER, PROJECTOR]),
  seeing('LLaVA', ['llava', 'llava_next', 'vipllava'], [TOWER, PROJECTOR]),
  seeing('Mistral 3', ['mistral3', 'pixtral'], [TOWER, PROJECTOR]),
  seeing('Llama 4', ['llama4'], [TOWER, PROJECTOR]),
  seeing('Qwen 2 VL', ['qwen2_vl', 'qwen2_5_vl'], QWEN_VISION),
  seeing('Qwen 3 VL', ['qwen3_vl', 'qwen3_vl_moe'], QWEN_VISION),
];
