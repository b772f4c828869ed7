/**
 * PEFT adapters: which tensor of the base each pair of low-rank matrices belongs to, and how strongly it is added.
 * Only LoRA is a sum of base and product; what PEFT does otherwise (DoRA, residual bases, …) is refused by name.
 */
import { AlloyError } from '../base/errors.ts';
import { type AdapterConfig, rankAndAlpha } from './adapter-config.ts';
import { elementsOf, type TensorFacts } from './checkpoint.ts';

export { type AdapterConfig, parseAdapterConfig } from './adapter-config.ts';

/** The change of one base tensor: `scale · B·A`, with A [r, columns] and B [rows, r], flattened to two dimensions. */
export interface LowRankChange {
  readonly a: TensorFacts;
  readonly b: TensorFacts;
  readonly rank: number;
  readonly scale: number;
  /** The base tensor holds the transpose: `scale · (B·A)ᵀ` is added (embeddings, GPT-2's Conv1D). */
  readonly transposed: boolean;
}

export interface AdapterTensors {
  /** By the base tensor's name. */
  readonly targets: ReadonlyMap<string, LowRankChange>;
  /** Biases to which `scale ·` the tensor is added, by the base tensor's name. */
  readonly biases: ReadonlyMap<string, { readonly tensor: TensorFacts; readonly scale: number }>;
  /** Base tensors that the adapter brings whole (modules_to_save, trained biases, embeddings with new rows). */
  readonly replaced: ReadonlyMap<string, TensorFacts>;
  /** Tensors of the adapter for which the base has no counterpart. */
  readonly unmatched: readonly string[];
}

type BaseTensors = ReadonlyMap<string, { readonly shape: readonly number[] }>;

/** Other names of a base tensor, such as `Architecture.aliases`. */
type Aliases = (name: string) => readonly string[];

/** Throws AlloyError `mismatch`, `bad-file` or `unsupported`, with the tensor's name. */
export function adapterTensors(
  tensors: ReadonlyMap<string, TensorFacts>,
  config: AdapterConfig,
  base: BaseTensors,
  aliases: Aliases = () => [],
): AdapterTensors {
  const modules = new Map<string, Pair>();
  const replaced = new Map<string, TensorFacts>();
  const unmatched: string[] = [];
  for (const tensor of tensors.values()) {
    const part = partOf(tensor.name);
    if (part.role !== 'whole') putPart(modules, part, tensor);
    else {
      const name = baseName(part.module, base, aliases);
      if (name === undefined) unmatched.push(tensor.name);
      else put(replaced, name, tensor, tensor.name);
    }
  }
  // A tensor that is both replaced and changed has the shape of its replacement: an embedding with new rows.
  return { ...changes(modules, config, new Map([...base, ...replaced]), aliases, unmatched), replaced, unmatched };
}

type Role = 'a' | 'b' | 'bias';

interface Pair {
  readonly embedding: boolean;
  readonly parts: Map<Role, TensorFacts>;
}

interface NamePart {
  /** A module's name, or for a whole tensor its own. */
  readonly module: string;
  readonly role: Role | 'whole';
  readonly embedding: boolean;
}

const WRAPPERS = /^base_model\.model\./;
// The adapter's own name (usually `default`) is in files that were saved without PEFT's help.
const MATRIX = /^(.+)\.lora_(embedding_)?([AB])(?:\.[^.]+)??(?:\.(weight|bias))?$/;
const FOREIGN = /\.(lora_magnitude_vector|token_adapter|trainable_tokens_\w+|hada_\w+|lokr_\w+|oft_\w+|ia3_\w+|vera_\w+)(?:\.|$)/;

/** Names as PEFT saves them: `base_model.model.MODULE.lora_A.weight`, `….lora_embedding_A`, `….modules_to_save.weight`. */
function partOf(name: string): NamePart {
  const foreign = FOREIGN.exec(name);
  if (foreign)
    throw new AlloyError({
      code: 'unsupported',
      what: `The adapter has tensors that are not LoRA (${foreign[1]}).`,
      where: name,
      hint: MERGE_FIRST,
    });
  const inner = name.replace(WRAPPERS, '').replace(/\.base_layer\./g, '.');
  const [, module = '', embedding, letter, kind] = MATRIX.exec(inner) ?? [];
  if (letter === undefined)
    return { module: inner.replace(/\.modules_to_save(?:\.[^.]+)??(?=\.[^.]+$)/, ''), role: 'whole', embedding: false };
  const role = kind === 'bias' ? 'bias' : letter === 'A' ? 'a' : 'b';
  return { module, role, embedding: embedding !== undefined };
}

const MERGE_FIRST = 'Merge the adapter into its base with PEFT (merge_and_unload) and use the result.';

function putPart(modules: Map<string, Pair>, { module, role, embedding }: NamePart, tensor: TensorFacts): void {
  if (role === 'whole') return;
  const pair = modules.get(module) ?? { embedding, parts: new Map() };
  modules.set(module, pair);
  put(pair.parts, role, tensor, tensor.name);
}

function put<K>(into: Map<K, TensorFacts>, key: K, tensor: TensorFacts, where: string): void {
  if (into.has(key))
    throw new AlloyError({
      code: 'bad-file',
      what: 'The file holds two adapters for one module.',
      where,
      hint: 'Save one adapter a folder.',
    });
  into.set(key, tensor);
}

/** The name itself, another spelling of it, or with the outermost module left out or put before it. */
function baseName(name: string, base: BaseTensors, aliases: Aliases): string | undefined {
  const inner = name.slice(name.indexOf('.') + 1);
  const candidates = [name, ...aliases(name), inner, `model.${name}`, `transformer.${name}`];
  return candidates.find((candidate) => base.has(candidate));
}

function changes(modules: ReadonlyMap<string, Pair>, config: AdapterConfig, base: BaseTensors, aliases: Aliases, unmatched: string[]) {
  const targets = new Map<string, LowRankChange>();
  const biases = new Map<string, { tensor: TensorFacts; scale: number }>();
  for (const [module, { embedding, parts }] of modules) {
    const [a, b, bias] = [parts.get('a'), parts.get('b'), parts.get('bias')];
    if (!a || !b)
      throw new AlloyError({
        code: 'bad-file',
        what: `The adapter has lora_${a ? 'A' : 'B'} without lora_${a ? 'B' : 'A'}.`,
        where: module,
      });
    const name = baseName(`${module}.weight`, base, aliases);
    const target = name === undefined ? undefined : base.get(name);
    if (name === undefined || !target) {
      unmatched.push(...[...parts.values()].map((part) => part.name));
      continue;
    }
    const change = changeOf({ module, a, b, embedding, config, shape: target.shape });
    targets.set(name, change);
    const biasName = bias && baseName(`${module}.bias`, base, aliases);
    if (bias && biasName === undefined) unmatched.push(bias.name);
    if (bias && biasName !== undefined) biases.set(biasName, { tensor: bias, scale: change.scale });
  }
  return { targets, biases };
}

interface Matrices {
  readonly module: string;
  readonly a: TensorFacts;
  readonly b: TensorFacts;
  readonly embedding: boolean;
  readonly config: AdapterConfig;
  readonly shape: readonly number[];
}

/** Convolutions fit where they are a plain product: B over one position, and no groups. */
function changeOf({ module, a, b, embedding, config, shape }: Matrices): LowRankChange {
  const { rank, alpha } = rankAndAlpha(config, module);
  const [rows = 1] = b.shape;
  const columns = elementsOf(a.shape.slice(1));
  const mismatch = (what: string) =>
    new AlloyError({ code: 'mismatch', what, where: a.name, hint: 'Use the adapter with the model that it was trained on.' });
  if (a.shape[0] !== rank || elementsOf(b.shape) !== rows * rank) {
    throw mismatch(
      `The adapter’s matrices (${b.shape.join(' × ')} by ${a.shape.join(' × ')}) are not of the rank ${rank} that its configuration says.`,
    );
  }
  const fits = (first: number, rest: number) => shape[0] === first && elementsOf(shape.slice(1)) === rest;
  const plain = fits(rows, columns);
  const turned = shape.length === 2 && fits(columns, rows);
  if (!plain && !turned) throw mismatch(`The adapter changes ${rows} × ${columns} entries; the base’s tensor is ${shape.join(' × ')}.`);
  const preferTurned = embedding || config.fanInFanOut;
  return { a, b, rank, scale: alpha / (config.rsLora ? Math.sqrt(rank) : rank), transposed: turned && (preferTurned || !plain) };
}
