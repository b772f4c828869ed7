/** Where a config keeps its numbers: dotted paths, so that they can be read and changed without knowing the format. */
import { isRecord, type JsonRecord } from '../json.ts';

/** What stands at a dotted path of the config. */
export function valueAt(config: JsonRecord, path: string): unknown {
  let value: unknown = config;
  for (const key of path.split('.')) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** The config with other values at dotted paths; what is missing on the way is made. */
export function withValues(config: JsonRecord, values: Readonly<Record<string, unknown>>): JsonRecord {
  let result = config;
  for (const [path, value] of Object.entries(values)) result = withValue(result, path.split('.'), value);
  return result;
}

function withValue(config: JsonRecord, [key = '', ...rest]: readonly string[], value: unknown): JsonRecord {
  const inner = config[key];
  return { ...config, [key]: rest.length ? withValue(isRecord(inner) ? inner : {}, rest, value) : value };
}

/** The candidates that the config has; where it relies on defaults, the first, which must then be added. */
export function presentKeys(config: JsonRecord, candidates: readonly string[]): readonly string[] {
  const present = candidates.filter((path) => valueAt(config, path) !== undefined);
  return present.length ? present : candidates.slice(0, 1);
}

const LISTS = ['layer_types', 'layers_block_type', 'mlp_layer_types', 'no_rope_layers', 'attention_layers'];

/** Lists beside the given keys that have one entry for each layer. */
export function layerListsBeside(config: JsonRecord, layerKeys: readonly string[], layers: number): readonly string[] {
  const levels = new Set(layerKeys.map((path) => path.slice(0, path.lastIndexOf('.') + 1)));
  const paths = [...levels].flatMap((level) => LISTS.map((key) => `${level}${key}`));
  return paths.filter((path) => {
    const list = valueAt(config, path);
    return Array.isArray(list) && list.length === layers;
  });
}

const LAYER_KEYS = [
  'num_hidden_layers',
  'n_layer',
  'n_layers',
  'num_layers',
  'encoder_layers',
  'decoder_layers',
  'num_decoder_layers',
  'num_single_layers',
  'depth',
];

/** Keys, of the config or of a part's config one level down, that hold exactly this number of layers. */
export function keysHolding(config: JsonRecord, layers: number): readonly string[] {
  const parts = Object.keys(config).filter((key) => isRecord(config[key]));
  const paths = ['', ...parts.map((key) => `${key}.`)].flatMap((level) => LAYER_KEYS.map((key) => `${level}${key}`));
  return paths.filter((path) => valueAt(config, path) === layers);
}
