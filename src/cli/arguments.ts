/** The command line's words → what is asked for. One table gives the parser its options and the help its lines. */
import { parseArgs } from 'node:util';
import { AlloyError } from '../base/errors.ts';
import type { BackendChoice, JobOptions } from '../engine/protocol.ts';
import { parseSize } from './size.ts';

interface Common {
  readonly backend: BackendChoice;
  readonly job: Omit<JobOptions, 'backend'>;
  readonly hubUrl: string | undefined;
  /** Where local paths start; undefined: where the command was called from. */
  readonly root: string | undefined;
  readonly json: boolean;
}

export interface MergeCommand extends Common {
  readonly kind: 'merge';
  readonly recipe: string;
  readonly output: string;
}

/** Tells what a recipe would do, or what a model is: nothing is written. */
export interface InspectCommand extends Common {
  readonly kind: 'inspect';
  readonly subject: string;
}

export interface DiffCommand extends Common {
  readonly kind: 'diff';
  readonly a: string;
  readonly b: string;
}

/** Makes a sample of a recipe's tensors again and compares them with a finished output. */
export interface VerifyCommand extends Common {
  readonly kind: 'verify';
  readonly output: string;
  readonly recipe: string;
  readonly tensors: number;
}

export type ReportCommand = InspectCommand | DiffCommand | VerifyCommand;
export type Command = MergeCommand | ReportCommand | { readonly kind: 'help' } | { readonly kind: 'version' };

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
  tensors: { type: 'string', value: 'N', help: 'verify: how many tensors are made again (16)' },
  json: { type: 'boolean', help: 'merge: events as JSON, one a line; reports: one JSON object' },
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

  alloy merge RECIPE.yml OUT/ [options]     merge, and write the model
  alloy inspect RECIPE.yml|MODEL [options]  what a merge would read, do and write; or what a model is
  alloy diff A B [options]                  two models, tensor by tensor: distance, cosine, changed share
  alloy verify OUT/ RECIPE.yml [options]    make some of its tensors again and compare them with OUT

A model is a local folder, if there is one of that name, else a repository on the Hub:
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
  const [command = '', first, second, ...more] = positionals;
  const common: Common = {
    backend: choice('backend', values.backend ?? 'auto', BACKENDS),
    job: {
      random: choice('random', values.random ?? 'philox', GENERATORS),
      seed: countOf('seed', values.seed ?? '0'),
      shardBytes: values['out-shard-size'] === undefined ? undefined : parseSize(values['out-shard-size']),
      truncateEmbeddings: values['unsafe-truncate-embeddings'] ?? false,
    },
    hubUrl: values.hub === undefined ? undefined : urlOf(values.hub),
    root: values.root,
    json: values.json ?? false,
  };
  const needs = NEEDS[command];
  if (needs === undefined) throw new UsageError(`There is no command "${command}".`);
  const given = [first, second, ...more].filter((word) => word !== undefined);
  if (given.length !== needs.count) throw new UsageError(`${command} needs exactly ${needs.words}.`);
  const [one = '', two = ''] = given;
  if (command === 'inspect') return { kind: 'inspect', subject: one, ...common };
  if (command === 'diff') return { kind: 'diff', a: one, b: two, ...common };
  if (command === 'verify')
    return { kind: 'verify', output: one, recipe: two, tensors: countOf('tensors', values.tensors ?? '16'), ...common };
  return { kind: 'merge', recipe: one, output: two, ...common };
}

const NEEDS: Readonly<Record<string, { readonly count: number; readonly words: string }>> = {
  merge: { count: 2, words: 'a recipe and an output folder' },
  inspect: { count: 1, words: 'a recipe or a model' },
  diff: { count: 2, words: 'two models' },
  verify: { count: 2, words: 'an output folder and its recipe' },
};

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

function countOf(option: string, text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new UsageError(`--${option} is a whole number from 0; not "${text}".`);
  return count;
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--hub is an address that starts with https:// or http://; not "${text}".`);
}
