/** The small files that make a folder of weights a model: configuration, tokenizer, card, recipe. */
import { valueAt } from '../../formats/architectures/config-keys.ts';
import type { FloatDType } from '../../formats/dtype.ts';
import { isRecord } from '../../formats/json.ts';
import type { CompanionFile, TensorPlan } from '../plan-types.ts';
import { compareNames } from './order.ts';
import type { StackedLayers } from './places.ts';
import type { Plane, TokenizerOutput } from './plane.ts';

/** Of the tokenizer, wherever it comes from: its chat template names its tokens, and loaders prefer it in a file of its own. */
const OF_TOKENIZER = [
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
];
/** Of the model, wherever its tokenizer comes from. */
const OF_MODEL = ['generation_config.json', 'preprocessor_config.json', 'processor_config.json', 'video_preprocessor_config.json'];

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
  /** What `giver` has of these, unchanged. */
  const copies = (paths: readonly string[], giver: Plane) =>
    paths.flatMap((path) => {
      const file = giver.checkpoint.files.find((f) => f.path === path);
      return !file || made.has(path) || tokenizer?.dropped.includes(path)
        ? []
        : [{ path, source: giver.source, from: path, bytes: file.bytes }];
    });
  const copied = [...copies(OF_TOKENIZER, tokenizer?.donor ?? donor), ...copies(OF_MODEL, donor)];
  return [...[...made].map(([path, text]) => ({ path, text })), ...copied].sort((a, b) => compareNames(a.path, b.path));
}

const CONFIG_DTYPES: Partial<Record<FloatDType, string>> = { F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
/** The donor's config with what the merge changed: dtype, layers, rows of the vocabulary, a head that is no longer tied. */
function outputConfig(donor: Plane, { tensors, dtype, stacked }: Pick<CompanionContext, 'tensors' | 'dtype' | 'stacked'>) {
  const { checkpoint, architecture } = donor;
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
  const rows = changedRows(donor, tensors);
  if (rows !== undefined) for (const key of architecture.vocabularyKeys) setAt(config, key, rows);
  const head = tensors.some((t) => (architecture.role(t.name).tiedTo ?? []).length > 0);
  if (config.tie_word_embeddings === true && head) config.tie_word_embeddings = false;
  return config;
}

/** Rows of the vocabulary, where they are not as many as the donor's files have: a tied head of its may not be among them. */
function changedRows({ checkpoint, architecture }: Plane, tensors: readonly TensorPlan[]): number | undefined {
  for (const { name, shape } of tensors) {
    if (shape.length !== 2 || architecture.role(name).vocabularyAxis !== 0) continue;
    const spelling = [name, ...architecture.aliases(name)].find((one) => checkpoint.tensors.has(one));
    const before = spelling === undefined ? undefined : checkpoint.tensors.get(spelling);
    if (before) return before.shape[0] === shape[0] ? undefined : shape[0];
  }
  return undefined;
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
