/**
 * An architecture that no table knows, read from its tensors' names. The first whole number of a name is the layer;
 * what numbers its layers 0, 1, 2, … is a stack; several stacks are several modules. So diffusion transformers, UNets
 * and speech models merge as well.
 */
import { architectureFacts } from '../config.ts';
import type { JsonRecord } from '../json.ts';
import { keysHolding, layerListsBeside, presentKeys } from './config-keys.ts';
import { firstNumber, isEntrance, isRecomputed, looksLikeVocabulary } from './names.ts';
import { type Architecture, type TensorRole, WHOLE } from './role.ts';

export function inferArchitecture(config: JsonRecord, names: ReadonlySet<string>): Architecture {
  const stacks = findStacks(names);
  const moduleOf = modulesOf([...stacks.keys()]);
  const inUse = new Set<string>();
  const role = (name: string): TensorRole => roleOf(name, stacks, moduleOf);
  for (const name of names) inUse.add(role(name).module);
  const modules = inUse.size ? [...inUse] : [WHOLE];
  const depths = new Map([...stacks].map(([stack, depth]) => [moduleOf.stack(stack), depth]));
  const perModule = <T>(make: (layers: number) => T) =>
    Object.fromEntries(modules.map((module) => [module, make(depths.get(module) ?? 0)]));
  return {
    id: 'inferred',
    label: architectureFacts(config).architecture ?? 'An unknown architecture',
    known: false,
    modules,
    layers: perModule((n) => n),
    layerKeys: perModule((n) => (n ? keysHolding(config, n) : [])),
    layerLists: perModule((n) => (n ? layerListsBeside(config, keysHolding(config, n), n) : [])),
    vocabularyKeys: presentKeys(config, ['vocab_size', 'text_config.vocab_size']),
    role,
    aliases: () => [],
  };
}

interface Numbered {
  readonly numbers: Set<number>;
  depth: number;
}

/** Stacks and their depth: what is numbered without a gap from 0, at least twice; and the longest, in any case. */
function findStacks(names: ReadonlySet<string>): ReadonlyMap<string, number> {
  const found = new Map<string, Numbered>();
  for (const name of names) {
    const at = firstNumber(name);
    if (!at) continue;
    const seen = found.get(at.stack) ?? { numbers: new Set(), depth: 0 };
    seen.numbers.add(at.layer);
    seen.depth = Math.max(seen.depth, at.layer + 1);
    found.set(at.stack, seen);
  }
  const longest = [...found.values()].toSorted((a, b) => b.numbers.size - a.numbers.size)[0];
  const isStack = (seen: Numbered) => seen === longest || (seen.numbers.size > 1 && seen.numbers.size === seen.depth);
  return new Map([...found].filter(([, seen]) => isStack(seen)).map(([stack, { depth }]) => [stack, depth]));
}

interface Modules {
  stack(stack: string): string;
  /** Of a tensor outside the layers. */
  outside(name: string): string;
}

function modulesOf(stacks: readonly string[]): Modules {
  if (stacks.length < 2) return { stack: () => WHOLE, outside: () => WHOLE };
  const stack = (prefix: string) => prefix.replace(/\.$/, '') || WHOLE;
  return { stack, outside: (name) => nearest(name, stacks, stack) };
}

/** The one stack that shares more of its components with the name than any other, such as `encoder.` of two towers. */
function nearest(name: string, stacks: readonly string[], moduleOf: (stack: string) => string): string {
  const shared = stacks.map((stack) => commonComponents(name, stack));
  const most = Math.max(...shared);
  const winners = stacks.filter((_, i) => shared[i] === most);
  const [only] = winners;
  return only !== undefined && winners.length === 1 ? moduleOf(only) : WHOLE;
}

function commonComponents(name: string, stack: string): number {
  const [a, b] = [name.split('.'), stack.split('.')];
  const differs = a.findIndex((part, i) => part !== b[i]);
  return differs < 0 ? a.length : differs;
}

function roleOf(name: string, stacks: ReadonlyMap<string, number>, modules: Modules): TensorRole {
  const recomputed = isRecomputed(name);
  const at = firstNumber(name);
  if (at && stacks.has(at.stack)) return { module: modules.stack(at.stack), ...at, place: 'layer', optional: recomputed, recomputed };
  const tiedTo = tieOf(name);
  return {
    module: modules.outside(name),
    place: isEntrance(name) ? 'before' : 'after',
    vocabularyAxis: looksLikeVocabulary(name) ? 0 : undefined,
    optional: recomputed || tiedTo !== undefined,
    recomputed,
    tiedTo,
  };
}

/** Heads by their usual name may be left out of a checkpoint that ties them to its embedding. */
function tieOf(name: string): readonly string[] | undefined {
  if (!/(?:^|\.)lm_head\.weight$/.test(name)) return undefined;
  const before = name.slice(0, -'lm_head.weight'.length);
  return [`${before}model.embed_tokens.weight`, `${before}embed_tokens.weight`, `${before}transformer.wte.weight`];
}
