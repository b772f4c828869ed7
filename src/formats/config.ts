/** config.json: what a merge must know of an architecture. The rest of the file passes through unchanged. */
import { isCount, isRecord, type JsonRecord, parseJsonRecord } from './json.ts';

/** Configs are a few kB; label lists of classifiers reach hundreds. */
export const MAX_CONFIG_BYTES = 8_000_000;
const MAX_DEPTH = 64;

export interface ArchitectureFacts {
  /** `architectures[0]`, e.g. LlamaForCausalLM. */
  readonly architecture?: string | undefined;
  readonly modelType?: string | undefined;
  readonly layers?: number | undefined;
  /** undefined: the file does not say, and the architecture's own default applies. */
  readonly tied?: boolean | undefined;
  readonly vocabSize?: number | undefined;
}

/** Throws AlloyError `bad-file`. */
export const parseConfig = (bytes: Uint8Array, where: string): JsonRecord =>
  parseJsonRecord(bytes, where, { maxBytes: MAX_CONFIG_BYTES, maxDepth: MAX_DEPTH });

const LAYER_KEYS = ['num_hidden_layers', 'n_layer', 'num_layers'] as const;

/** Facts of a model's config; those of a vision-language model's text part lie one level down, in `text_config`. */
export function architectureFacts(config: JsonRecord): ArchitectureFacts {
  const architectures = config.architectures;
  const levels = [config, ...(isRecord(config.text_config) ? [config.text_config] : [])];
  const first = <T>(keys: readonly string[], is: (value: unknown) => value is T): T | undefined =>
    levels.flatMap((level) => keys.map((key) => level[key])).find(is);
  return {
    architecture: Array.isArray(architectures) && isText(architectures[0]) ? architectures[0] : undefined,
    modelType: isText(config.model_type) ? config.model_type : undefined,
    layers: first(LAYER_KEYS, isCount),
    tied: first(['tie_word_embeddings'], (value) => typeof value === 'boolean'),
    vocabSize: first(['vocab_size'], isCount),
  };
}

/** How the weights were quantised (gptq, awq, bitsandbytes, fp8, …), when they were: their numbers are not weights. */
export function quantisationOf(config: JsonRecord): string | undefined {
  const levels = [config, config.text_config].filter(isRecord);
  const found = levels.map((level) => level.quantization_config ?? level.compression_config).find(isRecord);
  if (found === undefined) return undefined;
  return isText(found.quant_method) ? found.quant_method.slice(0, 64) : 'an unnamed method';
}

const isText = (value: unknown): value is string => typeof value === 'string';
