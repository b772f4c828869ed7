/**
 * An architecture that no table knows, read from its tensors' names. The first whole number of a name is the layer;
 * what numbers its layers 0, 1, 2, … is a stack; several stacks are several modules. So diffusion transformers, UNets
 * and speech models merge as well.
 */
import { defined } from '../../base/assert.ts';
import { architectureFacts } from '../config.ts';
import type { JsonRecord } from '../json.ts';
import { keysHolding, layerListsBeside, presentKeys } from './config-keys.ts';
import { firstNumber, isEntrance, isRecomputed, looksLikeVocabulary } from './names.ts';
import { type Architecture, type TensorRole, WHOLE } from './role.ts';

export function inferArchitecture(config: JsonRecord, names: ReadonlySet<string>): Architecture {
  const stacks = findStacks(names);
  const moduleOf = modulesOf([...stacks.keys()]);
  const inUse = new Set<string>();
  // Asked for many times by planner and observer.
  const roles = new Map<string, TensorRole>();
  const role = (name: string): TensorRole => {
    const found = roles.get(name) ?? roleOf(name, stacks, moduleOf);
    roles.set(name, found);
    return found;
  };
  for (const name of names) inUse.add(role(name).module);
  const modules = inUse.size ? [...inUse] : [WHOLE];
  const depths = new Map([...stacks].map(([stack, depth]) => [moduleOf.stack(stack), depth]));
  const distinct = [...new Set([0, ...depths.values()])];
  const perModule = <T>(make: (layers: number) => T) => {
    const byDepth = new Map(distinct.map((layers) => [layers, make(layers)]));
    return Object.fromEntries(modules.map((module) => [module, defined(byDepth.get(depths.get(module) ?? 0), module)]));
  };
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
  const owners = ownersOf(stacks);
  return {
    stack,
    /** Of the one stack that shares more of its components with the name than any other, such as `encoder.` of two towers. */
    outside(name) {
      const owner = beginnings(name)
        .map((beginning) => owners.get(beginning))
        .findLast((found) => found !== undefined);
      return owner === undefined || owner === SEVERAL ? WHOLE : stack(owner);
    },
  };
}

const SEVERAL = Symbol('several stacks');

/** Which stack begins so. */
function ownersOf(stacks: readonly string[]): ReadonlyMap<string, string | typeof SEVERAL> {
  const owners = new Map<string, string | typeof SEVERAL>();
  for (const stack of stacks) for (const beginning of beginnings(stack)) owners.set(beginning, owners.has(beginning) ? SEVERAL : stack);
  return owners;
}

/** `a.b.c`: `a`, `a.b` and itself. */
function beginnings(name: string): string[] {
  const parts = name.split('.');
  return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
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
