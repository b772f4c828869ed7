/**
 * What each tensor of a checkpoint is: which layer of which part it belongs to, whether it has a row for each token,
 * whether it may be missing. From a table for what people merge, from the names alone for everything else.
 */
import { defined } from '../base/assert.ts';
import { layerListsBeside, presentKeys } from './architectures/config-keys.ts';
import { FAMILIES } from './architectures/families.ts';
import type { Family, Part } from './architectures/family.ts';
import { inferArchitecture } from './architectures/inferred.ts';
import { isEntrance, isRecomputed, type LayerName, layerAfter } from './architectures/names.ts';
import type { Architecture, TensorRole } from './architectures/role.ts';
import { architectureFacts } from './config.ts';
import type { JsonRecord } from './json.ts';

export { valueAt, withValues } from './architectures/config-keys.ts';
export type { Architecture, TensorRole } from './architectures/role.ts';

/** Pure and total. A config that promises a known architecture is believed only if the names fit it. */
export function architectureOf(config: Readonly<Record<string, unknown>> | undefined, names: Iterable<string>): Architecture {
  const all = new Set(names);
  const known = familyOf(config ?? {});
  if (!known || !fits(known.family, all)) return inferArchitecture(config ?? {}, all);
  return tabledArchitecture(known.family, known.id, config ?? {}, all);
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
const BY_TYPE = new Map(FAMILIES.flatMap((family) => family.modelTypes.map((id) => [plain(id), { family, id }] as const)));

/** By `model_type`, else by the class that the config names: `Qwen2MoeForCausalLM` is `qwen2_moe`. */
function familyOf(config: JsonRecord): { family: Family; id: string } | undefined {
  const { modelType, architecture } = architectureFacts(config);
  const type = modelType ?? architecture?.replace(/(?:LMHeadModel|For[A-Z]\w*|Model)$/, '');
  return type === undefined ? undefined : BY_TYPE.get(plain(type));
}

/** Without names there is nothing to contradict the config. */
function fits(family: Family, names: ReadonlySet<string>): boolean {
  const reader = readerOf(family);
  return names.size === 0 || [...names].some((name) => reader(name).at !== undefined);
}

interface Located {
  readonly part: Part;
  /** The name without its prefix. */
  readonly local: string;
  readonly at?: LayerName | undefined;
}

/** Finds the part whose prefix fits best; a name that fits none belongs to the first part, without layers. */
function readerOf(family: Family): (name: string) => Located {
  const prefixes = family.parts
    .flatMap((part) => part.prefixes.map((prefix) => ({ prefix, part })))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const first = defined(family.parts[0], 'a part');
  return (name) => {
    const found = prefixes.find(({ prefix }) => name.startsWith(prefix));
    if (!found) return { part: first, local: name };
    const { prefix, part } = found;
    const at = part.stacks?.map((stack) => layerAfter(prefix + stack, name)).find((place) => place !== undefined);
    return { part, local: name.slice(prefix.length), at };
  };
}

function tabledArchitecture(family: Family, id: string, config: JsonRecord, names: ReadonlySet<string>): Architecture {
  const read = readerOf(family);
  const layers = depths(family, read, names);
  const modules = Object.keys(layers);
  const keysOf = (module: string) => presentKeys(config, family.parts.find((part) => part.module === module)?.layerKeys ?? []);
  const perModule = <T>(make: (module: string) => T): Record<string, T> =>
    Object.fromEntries(modules.map((module) => [module, make(module)]));
  return {
    id,
    label: family.label,
    known: true,
    modules,
    layers,
    layerKeys: perModule(keysOf),
    layerLists: perModule((module) => layerListsBeside(config, keysOf(module), layers[module] ?? 0)),
    vocabularyKeys: presentKeys(config, family.vocabularyKeys ?? ['vocab_size']),
    role: (name) => roleOf(family, read(name), name, names),
    aliases: (name) => aliasesOf(read(name), name),
  };
}

/** Layers by module, of the modules that have tensors; of all where no names are given. */
function depths(family: Family, read: (name: string) => Located, names: ReadonlySet<string>): Record<string, number> {
  const found = new Map<string, number>();
  for (const name of names) {
    const { part, at } = read(name);
    found.set(part.module, Math.max(found.get(part.module) ?? 0, at ? at.layer + 1 : 0));
  }
  const order = new Set(family.parts.map((part) => part.module));
  return Object.fromEntries(
    [...order].filter((module) => found.has(module) || names.size === 0).map((module) => [module, found.get(module) ?? 0]),
  );
}

function roleOf(family: Family, { part, local, at }: Located, name: string, names: ReadonlySet<string>): TensorRole {
  const recomputed = isRecomputed(name);
  const tiedTo = tieOf(family, part, local, name, names);
  const common = { module: part.module, recomputed, optional: recomputed || tiedTo !== undefined || family.optional?.test(local) === true };
  if (at) return { ...common, ...at, place: 'layer' };
  const vocabulary = family.vocabulary.includes(local) || family.vocabulary.includes(name);
  return { ...common, place: isEntrance(name) ? 'before' : 'after', vocabularyAxis: vocabulary ? 0 : undefined, tiedTo };
}

/** Only spellings that the checkpoint has, where it has one. */
function tieOf(family: Family, part: Part, local: string, name: string, names: ReadonlySet<string>): readonly string[] | undefined {
  const key = [local, name].find((one) => Object.hasOwn(family.tied, one));
  if (key === undefined) return undefined;
  const candidates = (family.tied[key] ?? []).flatMap((target) => [
    ...new Set([...part.prefixes.map((prefix) => prefix + target), target]),
  ]);
  const present = candidates.filter((candidate) => names.has(candidate));
  return present.length ? present : candidates;
}

// Checkpoints converted from TensorFlow name the weight and bias of a norm so.
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/\.LayerNorm\.gamma$/, '.LayerNorm.weight'],
  [/\.LayerNorm\.beta$/, '.LayerNorm.bias'],
  [/\.LayerNorm\.weight$/, '.LayerNorm.gamma'],
  [/\.LayerNorm\.bias$/, '.LayerNorm.beta'],
];

function aliasesOf({ part, local }: Located, name: string): readonly string[] {
  const renamed = RENAMED.filter(([from]) => from.test(local)).map(([from, to]) => local.replace(from, to));
  const spellings = [local, ...renamed].flatMap((one) => part.prefixes.map((prefix) => prefix + one));
  return [...new Set(spellings)].filter((one) => one !== name);
}
