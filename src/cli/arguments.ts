/** The command line's words → what is asked for. One table gives the parser its options and the help its lines. */
import { parseArgs } from 'node:util';
import { AlloyError } from '../base/errors.ts';
import type { BackendChoice, JobOptions } from '../engine/protocol.ts';
import { parseSize } from './size.ts';

export interface MergeCommand {
  readonly kind: 'merge';
  readonly recipe: string;
  readonly output: string;
  readonly backend: BackendChoice;
  readonly job: Omit<JobOptions, 'backend'>;
  readonly hubUrl: string | undefined;
  /** Where the recipe's local paths start; undefined: where the command was called from. */
  readonly root: string | undefined;
  readonly json: boolean;
}

export type Command = MergeCommand | { readonly kind: 'help' } | { readonly kind: 'version' };

interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

const OPTIONS = {
  backend: { type: 'string', value: 'KIND', help: 'auto, webgpu, wasm or reference; auto takes a real GPU, else wasm' },
  seed: { type: 'string', value: 'N', help: 'seed of methods that draw random numbers (0)' },
  random: { type: 'string', value: 'KIND', help: 'philox (same on every device), or mergekit (as torch draws on a CPU)' },
  'out-shard-size': { type: 'string', value: 'SIZE', help: 'largest output file: bytes, or with K, M, G or B, e.g. 5B or 500MB' },
  'unsafe-truncate-embeddings': { type: 'boolean', help: 'cut vocabularies of different sizes to the smallest' },
  root: { type: 'string', value: 'DIR', help: "where the recipe's local paths start (the current folder)" },
  hub: { type: 'string', value: 'URL', help: 'the Hub to read from (https://huggingface.co)' },
  json: { type: 'boolean', help: 'events as JSON, one a line, on standard output' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
  version: { type: 'boolean', help: 'the version' },
} as const satisfies Readonly<Record<string, Option>>;

const BACKENDS = ['auto', 'webgpu', 'wasm', 'reference'] as const satisfies readonly BackendChoice[];
const GENERATORS = ['philox', 'mergekit'] as const;

const optionLine = ([name, { short, value, help }]: [string, Option]): string => {
  const words = [short && `-${short},`, `--${name}`, value].filter(Boolean).join(' ');
  return `  ${words.padEnd(31)}${help}`;
};

export const HELP = `Merge language models by a mergekit recipe.

  alloy merge RECIPE.yml OUT/ [options]

A model in the recipe is a local folder, if there is one of that name, else a repository on the Hub:
owner/name or owner/name@revision. The environment variable HF_TOKEN opens private ones.

${Object.entries<Option>(OPTIONS).map(optionLine).join('\n')}
`;

/** A fault of the command line itself. */
export class UsageError extends AlloyError {
  constructor(what: string) {
    super({ code: 'unsupported', what, hint: 'alloy --help lists the commands and options.' });
  }
}

/** Throws {@link UsageError}. */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = parseWords(words);
  if (values.help || (positionals.length === 0 && !values.version)) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [command, recipe, output, ...more] = positionals;
  if (command !== 'merge') throw new UsageError(`There is no command "${command}".`);
  if (!recipe || !output || more.length > 0) throw new UsageError('merge needs exactly a recipe and an output folder.');
  return {
    kind: 'merge',
    recipe,
    output,
    backend: choice('backend', values.backend ?? 'auto', BACKENDS),
    job: {
      random: choice('random', values.random ?? 'philox', GENERATORS),
      seed: seedOf(values.seed ?? '0'),
      shardBytes: values['out-shard-size'] === undefined ? undefined : parseSize(values['out-shard-size']),
      truncateEmbeddings: values['unsafe-truncate-embeddings'] ?? false,
    },
    hubUrl: values.hub === undefined ? undefined : urlOf(values.hub),
    root: values.root,
    json: values.json ?? false,
  };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function choice<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const found = choices.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${option} is one of ${choices.join(', ')}; not "${value}".`);
  return found;
}

function seedOf(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed is a whole number from 0; not "${text}".`);
  return seed;
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--hub is an address that starts with https:// or http://; not "${text}".`);
}
