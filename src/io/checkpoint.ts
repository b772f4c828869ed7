/**
 * From a list of files to a checkpoint: which of them hold the weights, what their headers say, and which the config
 * and the card are. The same for the Hub, picked files, folders and the demo, which differ only in how they read.
 */
import { invariant } from '../base/assert.ts';
import { forEachBounded } from '../base/concurrency.ts';
import { AlloyError } from '../base/errors.ts';
import type { Checkpoint, FileFacts, TensorFacts } from '../formats/checkpoint.ts';
import { MAX_CONFIG_BYTES, parseConfig, quantisationOf } from '../formats/config.ts';
import { badFile, type JsonRecord } from '../formats/json.ts';
import { type Card, MAX_CARD_BYTES, readCard } from '../formats/model-card.ts';
import { headerLength, LENGTH_BYTES, parseHeader, type SafetensorsHeader } from '../formats/safetensors.ts';
import { MAX_INDEX_BYTES, parseShardIndex } from '../formats/shard-index.ts';
import { explainNoWeights } from './no-weights.ts';
import type { CheckpointSource } from './source.ts';
import { remembered } from './wait.ts';

/** The files of one checkpoint, and how to read them. */
export interface OpenFiles {
  readonly label: string;
  readonly revision?: string | undefined;
  readonly files: readonly FileFacts[];
  /** Where it is known without reading README.md. */
  readonly card?: Card | undefined;
  /** Fills `into` from the offset, or throws. `into` is not empty and lies inside the file. */
  read(file: FileFacts, offset: number, into: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
}

export interface SourceOptions {
  readonly local: boolean;
  open(signal: AbortSignal): Promise<OpenFiles>;
  close?: () => void;
}

/** A source over files that `open` lists; `open` runs once, at the first use. */
export function createSource({ local, open, close }: SourceOptions): CheckpointSource {
  const opened = remembered(open);
  return {
    local,
    facts: remembered(async (signal) => readCheckpoint(await opened(signal), signal)),
    async read(file, offset, into, signal) {
      const files = await opened(signal);
      const found = files.files.find(({ path }) => path === file);
      if (!found) throw new AlloyError({ code: 'missing', what: 'The checkpoint has no such file.', where: `${file} of ${files.label}` });
      invariant(offset >= 0 && offset + into.length <= found.bytes, `a read inside ${file}`);
      if (into.length > 0) await files.read(found, offset, into, signal);
    },
    close: close ?? (() => undefined),
  };
}

/** One request brings most headers with their length; headers of large shards are up to 100 kB. */
const FIRST_READ_BYTES = 262_144;
const HEADERS_AT_ONCE = 4;

async function readCheckpoint(files: OpenFiles, signal: AbortSignal): Promise<Checkpoint> {
  try {
    return await gather(files, signal);
  } catch (thrown) {
    throw thrown instanceof AlloyError ? placed(thrown, files.label) : thrown;
  }
}

/** Parsers know the file only; the user knows the checkpoint. */
function placed(error: AlloyError, label: string): AlloyError {
  if (error.where?.includes(label)) return error;
  const { code, what, where, hint } = error;
  return new AlloyError({ code, what, where: where === undefined ? label : `${where} of ${label}`, hint }, error.cause);
}

async function gather(files: OpenFiles, signal: AbortSignal): Promise<Checkpoint> {
  const config = await readJson(files, 'config.json', signal);
  refuseQuantised(config);
  const weights = await findWeights(files, signal);
  const headers = await readHeaders(files, weights.files, signal);
  const card = files.card ?? (await readCardFile(files, signal));
  const tensors = collect(headers, weights);
  const adapterConfig = await readJson(files, 'adapter_config.json', signal);
  return {
    label: files.label,
    revision: files.revision,
    tensors,
    files: files.files,
    config,
    metadata: headers[0]?.metadata,
    card,
    adapterConfig,
  };
}

function refuseQuantised(config: JsonRecord | undefined): void {
  const method = config && quantisationOf(config);
  if (method === undefined) return;
  throw new AlloyError({
    code: 'unsupported',
    what: `The weights are quantised (${method}); their bytes are codes, not numbers that can be averaged.`,
    where: 'config.json',
    hint: 'Merge the original checkpoint in bfloat16 or float16, and quantise the result.',
  });
}

/** The files with weights; with an index, only the tensors that it lists count. */
interface Weights {
  readonly files: readonly FileFacts[];
  readonly weightMap?: ReadonlyMap<string, string> | undefined;
}

const SINGLE_FILES = ['model.safetensors', 'adapter_model.safetensors'] as const;

/** An index wins over a single file, as in mergekit; without either, all safetensors files of the folder belong together. */
async function findWeights(files: OpenFiles, signal: AbortSignal): Promise<Weights> {
  const top = files.files.filter(({ path }) => !path.includes('/'));
  const index =
    top.find(({ path }) => path === 'model.safetensors.index.json') ??
    only(top.filter(({ path }) => path.endsWith('.safetensors.index.json')));
  if (index) return indexedWeights(files, index, top, signal);
  const single = SINGLE_FILES.map((name) => top.find(({ path }) => path === name)).find((file) => file !== undefined);
  if (single) return { files: [single] };
  const loose = top.filter(({ path }) => path.endsWith('.safetensors'));
  if (loose.length === 0) throw await explainNoWeights(files, signal);
  checkShardSet(loose);
  return { files: loose.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

async function indexedWeights(files: OpenFiles, index: FileFacts, top: readonly FileFacts[], signal: AbortSignal): Promise<Weights> {
  const bytes = await readWhole(files, index, MAX_INDEX_BYTES, signal);
  const { weightMap, files: names } = parseShardIndex(bytes, index.path);
  const byPath = new Map(top.map((file) => [file.path, file]));
  const found = names.map((name) => {
    const file = byPath.get(name);
    if (!file) throw missingShard(name, index.path);
    return file;
  });
  return { files: found, weightMap };
}

/** `name-00001-of-00003.safetensors` promises two more. */
function checkShardSet(files: readonly FileFacts[]): void {
  for (const { path } of files) {
    const [, stem, count] = /^(.*)-\d{5}-of-(\d{5})\.safetensors$/.exec(path) ?? [];
    const present = files.filter((other) => other.path.startsWith(`${stem}-`) && other.path.endsWith(`-of-${count}.safetensors`));
    if (count !== undefined && present.length < Number(count)) throw missingShard(`one of ${Number(count)} files like ${path}`, path);
  }
}

const missingShard = (what: string, where: string) =>
  new AlloyError({ code: 'missing', what: `A file with weights is missing: ${what}.`, where, hint: 'Give all files of the checkpoint.' });

async function readHeaders(files: OpenFiles, weights: readonly FileFacts[], signal: AbortSignal): Promise<SafetensorsHeader[]> {
  const headers: SafetensorsHeader[] = [];
  await forEachBounded(weights.entries(), HEADERS_AT_ONCE, signal, async ([position, file], inner) => {
    headers[position] = await readHeader(files, file, inner);
  });
  return headers;
}

async function readHeader(files: OpenFiles, file: FileFacts, signal: AbortSignal): Promise<SafetensorsHeader> {
  const head = await readStart(files, file, Math.min(file.bytes, FIRST_READ_BYTES), signal);
  const length = LENGTH_BYTES + headerLength(head, file.bytes, file.path);
  if (length <= head.length) return parseHeader(head, file.bytes, file.path);
  const whole = new Uint8Array(length);
  whole.set(head);
  await files.read(file, head.length, whole.subarray(head.length), signal);
  return parseHeader(whole, file.bytes, file.path);
}

function collect(headers: readonly SafetensorsHeader[], { weightMap }: Weights): ReadonlyMap<string, TensorFacts> {
  const tensors = new Map<string, TensorFacts>();
  for (const tensor of headers.flatMap((header) => header.tensors)) {
    if (weightMap && weightMap.get(tensor.name) !== tensor.file) continue;
    const other = tensors.get(tensor.name);
    if (other)
      throw badFile(
        `The tensor is in two files, ${other.file} and ${tensor.file}.`,
        tensor.name,
        'Give one checkpoint only, with its index.',
      );
    tensors.set(tensor.name, tensor);
  }
  const lost = weightMap && [...weightMap].find(([name]) => !tensors.has(name));
  if (lost) throw badFile(`The index promises the tensor in ${lost[1]}, where it is not.`, lost[0]);
  return tensors;
}

async function readJson(files: OpenFiles, path: string, signal: AbortSignal): Promise<JsonRecord | undefined> {
  const file = files.files.find((one) => one.path === path);
  return file && parseConfig(await readWhole(files, file, MAX_CONFIG_BYTES, signal), path);
}

async function readCardFile(files: OpenFiles, signal: AbortSignal): Promise<Card | undefined> {
  const file = files.files.find(({ path }) => path === 'README.md');
  if (!file) return undefined;
  return readCard(new TextDecoder().decode(await readStart(files, file, Math.min(file.bytes, MAX_CARD_BYTES), signal)));
}

function readWhole(files: OpenFiles, file: FileFacts, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  if (file.bytes > maxBytes) throw badFile(`The file is larger than ${maxBytes} bytes, which no honest one is.`, file.path);
  return readStart(files, file, file.bytes, signal);
}

async function readStart(files: OpenFiles, file: FileFacts, bytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const into = new Uint8Array(bytes);
  if (bytes > 0) await files.read(file, 0, into, signal);
  return into;
}
