/** adapter_config.json of PEFT: rank and strength of each module, and what Alloy cannot merge. */
import { AlloyError } from '../base/errors.ts';
import { badFile, isCount, isRecord, type JsonRecord } from './json.ts';

/** A model of 200 layers with 20 modules each, and every one of a rank of its own. */
const MAX_PATTERNS = 10_000;
const MAX_PATTERN_LENGTH = 256;
/** Longer names belong to no model, and would be slow to match. */
const MAX_MODULE_LENGTH = 256;
const MAX_RANK = 1_000_000;

export interface AdapterConfig {
  readonly rank: number;
  readonly alpha: number;
  /** Rank-stabilised: the product is scaled by alpha / √rank, not alpha / rank (arXiv 2312.03732). */
  readonly rsLora: boolean;
  /** Base weights are stored as [in, out]. */
  readonly fanInFanOut: boolean;
  readonly rankPatterns: readonly Pattern[];
  readonly alphaPatterns: readonly Pattern[];
  /** `path` or Hub id of the base, as the training wrote it. */
  readonly baseModel?: string | undefined;
}

interface Pattern {
  readonly matches: RegExp;
  readonly value: number;
}

/** `config` is the parsed file. Throws AlloyError `unsupported` or `bad-file`. */
export function parseAdapterConfig(config: JsonRecord, where: string): AdapterConfig {
  refuse(config, where);
  const { r, lora_alpha: alpha, base_model_name_or_path: base } = config;
  if (!isRank(r)) throw badFile('The adapter’s rank r must be a whole number above zero.', where);
  if (!isNumber(alpha)) throw badFile('The adapter’s lora_alpha must be a number.', where);
  return {
    rank: r,
    alpha,
    rsLora: config.use_rslora === true,
    fanInFanOut: config.fan_in_fan_out === true,
    rankPatterns: patterns(config.rank_pattern, 'rank_pattern', isRank, where),
    alphaPatterns: patterns(config.alpha_pattern, 'alpha_pattern', isNumber, where),
    baseModel: typeof base === 'string' ? base : undefined,
  };
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isRank = (value: unknown): value is number => isCount(value) && value > 0 && value <= MAX_RANK;

/** Rank and alpha of a module: the first pattern that fits, else the adapter's own. */
export function rankAndAlpha({ rank, alpha, rankPatterns, alphaPatterns }: AdapterConfig, module: string): { rank: number; alpha: number } {
  const first = (among: readonly Pattern[]) =>
    module.length > MAX_MODULE_LENGTH ? undefined : among.find(({ matches }) => matches.test(module))?.value;
  return { rank: first(rankPatterns) ?? rank, alpha: first(alphaPatterns) ?? alpha };
}

interface Refusal {
  readonly is: (config: JsonRecord) => boolean;
  readonly what: string;
}

const isSet = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : isRecord(value) ? Object.keys(value).length > 0 : Boolean(value);
// These write into the base at the start of training, so the adapter fits only a base that nobody has.
const RESIDUAL = /^(?:pissa|olora|corda|loftq|lora_ga)/i;

const REFUSALS: readonly Refusal[] = [
  { is: ({ use_dora: dora }) => isSet(dora), what: 'DoRA adapters change the length of every column of the base; they are not a sum.' },
  {
    is: ({ init_lora_weights: init }) => typeof init === 'string' && RESIDUAL.test(init),
    what: 'The adapter belongs to a base from which its start was subtracted (PiSSA, OLoRA, CorDA, LoftQ, LoRA-GA).',
  },
  { is: ({ use_qalora: qalora }) => isSet(qalora), what: 'QALoRA adapters add to groups of columns.' },
  {
    is: ({ alora_invocation_tokens: tokens }) => isSet(tokens),
    what: 'Activated LoRA acts on some tokens only; no weights are equal to it.',
  },
  { is: ({ trainable_token_indices: tokens }) => isSet(tokens), what: 'The adapter trains single rows of the embedding.' },
  { is: ({ target_parameters: parameters }) => isSet(parameters), what: 'The adapter changes parameters that are not linear layers.' },
  { is: ({ layer_replication: layers }) => isSet(layers), what: 'The adapter repeats layers of its base.' },
];

function refuse(config: JsonRecord, where: string): void {
  const unsupported = (what: string) =>
    new AlloyError({
      code: 'unsupported',
      what,
      where,
      hint: 'Merge the adapter into its base with PEFT (merge_and_unload) and use the result.',
    });
  const { peft_type: type } = config;
  if (typeof type !== 'string') throw badFile('The adapter’s configuration does not say its peft_type.', where);
  if (type !== 'LORA') throw unsupported(`Alloy merges LoRA adapters; this one is of the kind ${JSON.stringify(type.slice(0, 64))}.`);
  const found = REFUSALS.find(({ is }) => is(config));
  if (found) throw unsupported(found.what);
}

function patterns(section: unknown, key: string, is: (value: unknown) => value is number, where: string): Pattern[] {
  if (section === undefined || section === null) return [];
  if (!isRecord(section)) throw badFile(`${key} must map module names to numbers.`, where);
  const entries = Object.entries(section);
  if (entries.length > MAX_PATTERNS) throw badFile(`${key} has ${entries.length} entries; the limit is ${MAX_PATTERNS}.`, where);
  return entries.map(([pattern, value]) => {
    if (!is(value)) throw badFile(`${key} has a value that is not a number in range.`, `${pattern.slice(0, 64)} in ${where}`);
    return { matches: compile(pattern, key, where), value };
  });
}

/** More ways than these to match one name, or repeated groups, could keep the matcher busy for ever. */
const MAX_WAYS = 16_384;
/** What a repeat without an end is taken for. */
const REPEAT_WAYS = 64;
const REPEATED_GROUP = /\)[*+{]/;

/** A matcher tries every alternative and every length of a repeat together with all those of the others. */
function waysOf(plain: string): number {
  const alternatives = (plain.match(/\|[^()]*/g) ?? []).map((rest) => rest.split('|').length);
  const repeats = (plain.match(/[*+{?]/g) ?? []).map((sign) => (sign === '?' ? 2 : REPEAT_WAYS));
  return [...alternatives, ...repeats].reduce((product, ways) => product * ways, 1);
}

/** As PEFT matches a module's name: `(.*\.)?(PATTERN)$`, from the start. */
function compile(pattern: string, key: string, where: string): RegExp {
  const bad = (what: string) => badFile(what, `${pattern.slice(0, 64)} of ${key} in ${where}`, 'Write plain module names.');
  // Without escaped signs, and without the question mark that begins a group's kind.
  const plain = pattern.replaceAll(/\\./g, '_').replaceAll('(?', '(');
  if (pattern.length > MAX_PATTERN_LENGTH || waysOf(plain) > MAX_WAYS || REPEATED_GROUP.test(plain))
    throw bad('The pattern of module names is too involved to be tried safely.');
  try {
    return new RegExp(`^(?:.*\\.)?(?:${pattern})$`);
  } catch {
    throw bad('The pattern of module names is not a regular expression.');
  }
}
