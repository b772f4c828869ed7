/** The small files that make a folder of weights a model: configuration, tokenizer, card, recipe. */
import type { Checkpoint } from '../../formats/checkpoint.ts';
import type { FloatDType } from '../../formats/dtype.ts';
import type { CompanionFile, TensorPlan } from '../plan-types.ts';
import { isVocabulary } from './names.ts';
import type { Plane } from './plane.ts';

/** Copied unchanged from the donor where it has them. */
const COPIED = [
  'tokenizer.json',
  'tokenizer_config.json',
  'tokenizer.model',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'vocab.txt',
  'merges.txt',
  'chat_template.jinja',
  'chat_template.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'video_preprocessor_config.json',
];

export interface CompanionContext {
  readonly donor: Plane;
  readonly tensors: readonly TensorPlan[];
  readonly dtype: FloatDType | undefined;
  /** Layers of the output where slices were stacked. */
  readonly layers: number | undefined;
  readonly recipe: string;
  readonly card: string;
}

export function companionsOf(context: CompanionContext): CompanionFile[] {
  const { donor, recipe, card } = context;
  const copied = donor.checkpoint.files
    .filter((f) => COPIED.includes(f.path))
    .map((f) => ({ path: f.path, source: donor.source, from: f.path, bytes: f.bytes }));
  const config = outputConfig(donor.checkpoint, context);
  return [
    ...(config ? [{ path: 'config.json', text: `${JSON.stringify(config, undefined, 2)}\n` }] : []),
    ...copied,
    { path: 'README.md', text: card },
    { path: 'mergekit_config.yml', text: recipe },
  ];
}

const CONFIG_DTYPES: Partial<Record<FloatDType, string>> = { F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
const LAYER_KEYS = ['num_hidden_layers', 'n_layer', 'num_layers', 'n_layers'];

/** The donor's config with what the merge changed: dtype, layers, rows of the vocabulary, a head that is no longer tied. */
export function outputConfig(checkpoint: Checkpoint, { tensors, dtype, layers }: Pick<CompanionContext, 'tensors' | 'dtype' | 'layers'>) {
  if (!checkpoint.config) return undefined;
  const config: Record<string, unknown> = { ...checkpoint.config };
  const name = dtype && CONFIG_DTYPES[dtype];
  if (name) config['torch_dtype' in config && !('dtype' in config) ? 'torch_dtype' : 'dtype'] = name;
  if (layers !== undefined) for (const key of LAYER_KEYS) if (key in config) config[key] = layers;
  const embedding = tensors.find((t) => isVocabulary(t.name) && t.shape.length === 2);
  const before = embedding && checkpoint.tensors.get(embedding.name);
  if (embedding && before && before.shape[0] !== embedding.shape[0]) config.vocab_size = embedding.shape[0];
  if (config.tie_word_embeddings === true && tensors.some((t) => t.name === 'lm_head.weight')) config.tie_word_embeddings = false;
  return config;
}
