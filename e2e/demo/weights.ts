/**
 * Weights of the demo: noise for the base, and task vectors with the traits that merging methods are about: most
 * entries hardly touched, which trimming drops, a few large ones, strength that depends on depth, and entries that both
 * skills want to move in opposite directions. Only operations that every machine rounds alike.
 */
import { SHAPE } from './small-files.ts';

export type Skill = 'code' | 'safety';

/** Share of entries that a skill has for itself, and that both move. */
const OWN_SHARE = 0.15;
const SHARED_SHARE = 0.2;

/** How far all the other entries stray, beside those. */
const STRAY = 0.15;

/** Relative size of the task vector in the first and in the last layer. */
const STRENGTH: Readonly<Record<Skill, readonly [first: number, last: number]>> = { code: [0.03, 0.055], safety: [0.05, 0.03] };

/** Share of the shared entries that the skills move against each other, in the first and in the last layer. */
const CONFLICT = [0.25, 0.75] as const;

/** Entries of `name`, whose rows have `columns`. Norm weights lie around 1. */
export function baseTensor(name: string, elements: number, columns: number): Float64Array {
  const random = createRandom(`base/${name}`);
  const norm = name.includes('norm');
  const deviation = norm ? 0.05 : name.includes('embed') ? 0.5 : 1 / Math.sqrt(columns);
  return Float64Array.from({ length: elements }, () => normal(random) * deviation + (norm ? 1 : 0));
}

/** What the skill adds to `base`. */
export function taskVector(skill: Skill, name: string, base: Float64Array): Float64Array {
  const depth = depthOf(name);
  const common = createRandom(`common/${name}`);
  const own = createRandom(`${skill}/${name}`);
  const delta = Float64Array.from(base, () => {
    // Both skills draw the same numbers here, so that they agree on who moves the entry, and where to.
    const owner = common();
    const direction = common() < 0.5 ? 1 : -1;
    const against = common() < between(CONFLICT, depth) ? -1 : 1;
    const size = heavy(own);
    if (owner < SHARED_SHARE) return Math.abs(size) * direction * (skill === 'safety' ? against : 1);
    const mine = skill === 'code' ? SHARED_SHARE + OWN_SHARE : SHARED_SHARE + 2 * OWN_SHARE;
    return owner >= mine - OWN_SHARE && owner < mine ? size : size * STRAY;
  });
  const scale = (between(STRENGTH[skill], depth) * norm2(base)) / norm2(delta);
  return delta.map((value) => value * scale);
}

/** 0 for the embeddings and the first layer, 1 for the last and what follows it. */
function depthOf(name: string): number {
  const layer = /\.layers\.(\d+)\./.exec(name)?.[1];
  if (layer !== undefined) return Number(layer) / (SHAPE.layers - 1);
  return name.includes('embed') ? 0 : 1;
}

const between = ([first, last]: readonly [number, number], depth: number): number => first + (last - first) * depth;

const norm2 = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** Mean 0, variance 1: the sum of twelve uniform numbers, which needs no logarithm. */
function normal(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

/** Many small, a few large, both signs. */
function heavy(random: () => number): number {
  const value = normal(random);
  return value * Math.abs(value);
}

/** Numbers from 0 up to 1 (mulberry32), from a seed that is the FNV-1a hash of `text`. */
function createRandom(text: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
