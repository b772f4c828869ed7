/** How the election family thins a task vector: each rule says which entries of x − base are kept. */
import { AlloyError } from '../../base/errors.ts';
import type { Keep } from '../../compute/backend.ts';
import { leavesWindow } from '../check-spec.ts';
import { keepBand, keepLargest, type Ordering } from '../threshold.ts';
import type { PerTile, Work } from '../work.ts';
import type { Thinning } from './spec.ts';

type Thin = (work: Work, index: number, density: number) => Promise<PerTile<Keep>>;

const ALL: Keep = { kind: 'all' };
const NONE: Keep = { kind: 'none' };

/** What is kept of input `index`, and with which density. */
export async function thin(work: Work, thinning: Thinning, index: number): Promise<{ keep: PerTile<Keep>; density: number }> {
  const density = work.of(index, 'density');
  const whole = density >= 1 && !(thinning === 'magnitude' && work.choice('trim') === 'model');
  return { keep: whole ? ALL : await RULES[thinning](work, index, density), density };
}

const RULES: Readonly<Record<Thinning, Thin>> = {
  /** TIES: the largest entries, at least one: of the tensor (mergekit), or of the whole model (Yadav et al. 2023). */
  magnitude: async (work, index, density) => {
    if (work.choice('trim') === 'model') return work.wholeModel(index);
    return density <= 0 ? NONE : keepLargest(work, difference(work, index), Math.max(1, Math.trunc(density * work.elements)));
  },

  /** Breadcrumbs: without the γ·n largest, and without as many of the smallest as leave density·n. */
  band: async (work, index, density) => {
    const kept = Math.trunc(density * work.elements);
    const top = Math.trunc(work.of(index, 'gamma') * work.elements);
    const bottom = Math.max(0, work.elements - kept - top);
    return keepBand(work, difference(work, index), bottom, bottom + kept);
  },

  /** DARE: each entry with the same probability. Also a density of 0 draws, as mergekit's generator does. */
  bernoulli: async (work, index, density) => work.bernoulli(index, Math.max(0, density)),

  /** DELLA: the probability rises with the rank in the row. */
  ranked: async (work, index, density) => {
    if (density <= 0) return NONE;
    const epsilon = work.of(index, 'epsilon');
    if (leavesWindow(density, epsilon)) throw outsideWindow(work, density, epsilon);
    return work.ranked(index, density - epsilon, density + epsilon, work.flag('rescale') && work.choice('rescale_by') === 'probability');
  },
};

const difference = (work: Work, index: number): Ordering => ({ vectors: [{ x: index, reference: work.base }] });

function outsideWindow(work: Work, density: number, epsilon: number): AlloyError {
  return new AlloyError({
    code: 'bad-recipe',
    what: `DELLA’s probabilities from ${density} − ${epsilon} to ${density} + ${epsilon} leave the range between 0 and 1.`,
    where: work.name,
    hint: 'Choose a smaller epsilon, or a density nearer to a half.',
  });
}
