/** The small files that make a folder of weights a model: configuration, tokenizer, card, recipe. */
import { valueAt } from '../../formats/architectures/config-keys.ts';
import type { FloatDType } from '../../formats/dtype.ts';
import { isRecord } from '../../formats/json.ts';
import type { CompanionFile, TensorPlan } from '../plan-types.ts';
import { compareNames } from './order.ts';
import type { StackedLayers } from './places.ts';
import type { Plane, TokenizerOutput } from './plane.ts';

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
  /** What a tokenizer section or a chat template makes of the tokenizer's files. */
  readonly tokenizer: TokenizerOutput | undefined;
  readonly tensors: readonly TensorPlan[];
  readonly dtype: FloatDType | undefined;
  readonly stacked: StackedLayers;
  readonly recipe: string;
  readonly card: string;
}

export function companionsOf(context: CompanionContext): CompanionFile[] {
  const { donor, tokenizer, recipe, card } = context;
  const config = outputConfig(donor, context);
  const made = new Map(tokenizer?.texts);
  if (config) made.set('config.json', `${JSON.stringify(config, undefined, 2)}\n`);
  made.set('README.md', card);
  made.set('mergekit_config.yml', recipe);
  const copied = COPIED.filter((path) => !made.has(path) && !tokenizer?.dropped.includes(path)).flatMap((path) => {
    const giver = path.includes('token') || path.includes('vocab') || path === 'merges.txt' ? (tokenizer?.donor ?? donor) : donor;
    const file = giver.checkpoint.files.find((f) => f.path === path);
    return file ? [{ path, source: giver.source, from: path, bytes: file.bytes }] : [];
  });
  return [...[...made].map(([path, text]) => ({ path, text })), ...copied].sort((a, b) => compareNames(a.path, b.path));
}

const CONFIG_DTYPES: Partial<Record<FloatDType, string>> = { F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
/** The donor's config with what the merge changed: dtype, layers, rows of the vocabulary, a head that is no longer tied. */
function outputConfig(
  { checkpoint, architecture }: Plane,
  { tensors, dtype, stacked }: Pick<CompanionContext, 'tensors' | 'dtype' | 'stacked'>,
) {
  if (!checkpoint.config) return undefined;
  const config = structuredClone(checkpoint.config) as Record<string, unknown>;
  const name = dtype && CONFIG_DTYPES[dtype];
  if (name) config['torch_dtype' in config && !('dtype' in config) ? 'torch_dtype' : 'dtype'] = name;
  for (const [module, layers] of stacked) {
    for (const key of architecture.layerKeys[module] ?? []) setAt(config, key, layers.length);
    for (const key of architecture.layerLists[module] ?? [])
      setAt(
        config,
        key,
        layers.map((l) => listEntry(l.plane.checkpoint.config ?? {}, key, l.layer)),
      );
  }
  const embedding = tensors.find((t) => t.shape.length === 2 && architecture.role(t.name).vocabularyAxis === 0);
  const before = embedding && checkpoint.tensors.get(embedding.name);
  if (embedding && before && before.shape[0] !== embedding.shape[0])
    for (const key of architecture.vocabularyKeys) setAt(config, key, embedding.shape[0]);
  const head = tensors.some((t) => (architecture.role(t.name).tiedTo ?? []).length > 0);
  if (config.tie_word_embeddings === true && head) config.tie_word_embeddings = false;
  return config;
}

const listEntry = (config: Readonly<Record<string, unknown>>, key: string, layer: number): unknown => {
  const list = valueAt(config, key);
  return Array.isArray(list) ? list[layer] : undefined;
};

/** Sets a dotted key; records on the way are made where they are missing. */
function setAt(config: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let record = config;
  for (const key of keys) {
    const inner = isRecord(record[key]) ? { ...record[key] } : {};
    record[key] = inner;
    record = inner;
  }
  record[last] = value;
}
