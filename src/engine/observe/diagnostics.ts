/** Diagnostics over all tensors of a merge, each with what chance alone would give. */
import { forEachBounded } from '../../base/concurrency.ts';
import type { Keep } from '../../compute/backend.ts';
import { fromFloat32Bits } from '../../formats/number.ts';
import { ELECTIONS } from '../../methods/elections/spec.ts';
import { PARALLEL } from '../../methods/slerp/rule.ts';
import { keepLargest, LOW_BITS } from '../../methods/threshold.ts';
import type { Work } from '../../methods/work.ts';
import type { Diagnostics } from '../observe-types.ts';
import type { MergeStep } from '../plan-types.ts';
import { createBreather } from './breather.ts';
import { binsOf, measureContest, wholeGrid } from './contest.ts';
import type { BegunJob, Looked } from './job.ts';
import type { Session } from './session.ts';
import { type Glimpse, lastMerge } from './walk.ts';

/** Shares of the largest entries whose sets are compared. */
const OVERLAP_SHARES = [0.01, 0.05, 0.1, 0.2, 0.5] as const;
const TRIM_DENSITIES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1] as const;

/** Sums over tensors, by a name for what they are of. */
type Tally = Map<string, number>;

const add = (tally: Tally, name: string, value: number): void => void tally.set(name, (tally.get(name) ?? 0) + value);
const ratio = (tally: Tally, top: string, bottom: string): number => (tally.get(top) ?? 0) / (tally.get(bottom) ?? 0);

export async function diagnoseJob(
  session: Session,
  job: BegunJob,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<Diagnostics> {
  const tally: Tally = new Map();
  const angles: (Angle | undefined)[] = [];
  const breathe = createBreather();
  let done = 0;
  await forEachBounded(job.tensors.entries(), session.holder.width, signal, async ([i, looked], stop) => {
    await session.look(job, looked, stop, (seen) => countConflicts(tally, seen));
    await session.pass(job, looked, stop, async (work) => {
      const places = job.inputs.placesOf(lastMerge(looked.tensor));
      if (work.base !== undefined) {
        await measureTrimming(tally, work, places, scaleOf(looked), lastMerge(looked.tensor));
        await compareLargest(tally, work, places, scaleOf(looked));
      }
      angles[i] = await angleOf(work, looked);
    });
    await breathe();
    onProgress(++done / job.tensors.length);
  });
  return summarise(tally, job, angles);
}

/** Entries of the tensor for each that is looked at. */
const scaleOf = ({ tensor, extent }: Looked): number => tensor.shape.reduce((n, d) => n * d, 1) / (extent.rows * extent.columns);

async function countConflicts(tally: Tally, seen: Glimpse): Promise<void> {
  const { voters } = seen.ballot;
  for (let n = 2; n <= voters.length; n++) {
    const [bin] = binsOf(await measureContest(seen, wholeGrid(seen.tile), voters.slice(0, n)), n);
    add(tally, `contested ${n}`, bin?.contested ?? 0);
    add(tally, `conflict ${n}`, bin?.conflict ?? 0);
    add(tally, `chance ${n}`, bin?.byChance ?? 0);
  }
}

/** One task vector after another: norms of what trimming leaves, and what dropping at random adds. */
async function measureTrimming(
  tally: Tally,
  work: Work,
  places: readonly number[],
  scale: number,
  { parameters }: MergeStep,
): Promise<void> {
  for (const x of work.models) {
    const kept = squaresOfLargest(await work.measure('histogram', { vectors: [{ x, reference: work.base }] }));
    for (const density of TRIM_DENSITIES) {
      add(tally, `trim ${places[x]} ${density}`, scale * kept(Math.max(1, Math.trunc(density * work.elements))));
    }
    const survives = parameters.models[x]?.density;
    if (survives !== undefined) add(tally, `dropped ${places[x]}`, scale * kept(work.elements) * (1 / survives - 1));
  }
}

/** The largest entries of a task vector. */
interface Top {
  readonly x: number;
  readonly keep: Keep;
}

/** How far the sets of largest entries agree. */
async function compareLargest(tally: Tally, work: Work, places: readonly number[], scale: number): Promise<void> {
  if (work.models.length < 2) return;
  for (const share of OVERLAP_SHARES) {
    const sets: (Top & { readonly size: number })[] = [];
    for (const x of work.models) {
      const top = {
        x,
        keep: await keepLargest(work, { vectors: [{ x, reference: work.base }] }, Math.max(1, Math.trunc(share * work.elements))),
      };
      // With itself: how many of its entries are kept and not zero.
      sets.push({ ...top, size: await commonEntries(work, top, top) });
    }
    for (const [i, a] of sets.entries()) {
      for (const b of sets.slice(i + 1)) {
        const both = await commonEntries(work, a, b);
        const pair = [places[a.x] ?? -1, places[b.x] ?? -1].sort((p, q) => p - q).join(' ');
        add(tally, `both ${pair} ${share}`, scale * both);
        add(tally, `either ${pair} ${share}`, scale * (a.size + b.size - both));
      }
    }
  }
}

/** Entries that are kept of both and not zero: those that both contest. */
async function commonEntries(work: Work, a: Top, b: Top): Promise<number> {
  const voters = [a, b].map((top) => ({ ...top, reference: work.base, factor: 1, weight: 1 }));
  const [both = 0] = await work.measure('contest', { voters, sign: 'mass', zero: 1, grid: wholeGrid(work) });
  return both;
}

/**
 * Σ d² over the k largest entries, from the counts of magnitudes by their upper bits: a bin's entries are taken for its
 * middle, which is off by less than 1/512 of each.
 */
function squaresOfLargest(counts: Float64Array): (k: number) => number {
  const middle = (bin: number) => fromFloat32Bits(bin * 2 ** LOW_BITS + 2 ** (LOW_BITS - 1));
  return (k) => {
    let [left, squares] = [k, 0];
    for (let bin = counts.length - 1; bin > 0 && left > 0; bin--) {
      const taken = Math.min(left, counts[bin] ?? 0);
      if (taken > 0 && middle(bin) < Infinity) squares += taken * middle(bin) ** 2;
      left -= taken;
    }
    return squares;
  };
}

type Angle = NonNullable<Diagnostics['angles']>[number];

async function angleOf(work: Work, { tensor }: Looked): Promise<Angle | undefined> {
  const [other] = work.models;
  if (lastMerge(tensor).method !== 'slerp' || work.base === undefined || other === undefined) return undefined;
  const [aa = 0, ab = 0, bb = 0] = await work.measure('gram', { vectors: [{ x: work.base }, { x: other }], axis: 'all' });
  const cosine = aa > 0 && bb > 0 ? Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb))) : 0;
  return { tensor: tensor.name, layer: tensor.layer, degrees: (Math.acos(cosine) * 180) / Math.PI, linear: Math.abs(cosine) > PARALLEL };
}

function summarise(tally: Tally, job: BegunJob, angles: readonly (Angle | undefined)[]): Diagnostics {
  const models = job.inputs.list.flatMap(({ base }, i) => (base ? [] : [i]));
  const known = models.filter((i) => (tally.get(`trim ${i} 1`) ?? 0) > 0);
  const counts = models.map((_, i) => i + 1).filter((n) => (tally.get(`contested ${n}`) ?? 0) > 0);
  const pairs = models.flatMap((a, i) => models.slice(i + 1).map((b) => [a, b] as const));
  const methods = new Set(job.tensors.map(({ tensor }) => lastMerge(tensor).method));
  const drops = ELECTIONS.some(({ id, thinning }) => thinning === 'bernoulli' && methods.has(id));
  return {
    conflictByModels: counts.map((n) => ({
      models: n,
      share: ratio(tally, `conflict ${n}`, `contested ${n}`),
      chance: ratio(tally, `chance ${n}`, `contested ${n}`),
    })),
    overlap: pairs.flatMap((pair) =>
      OVERLAP_SHARES.filter((k) => (tally.get(`either ${pair.join(' ')} ${k}`) ?? 0) > 0).map((k) => ({
        pair,
        k,
        jaccard: ratio(tally, `both ${pair.join(' ')} ${k}`, `either ${pair.join(' ')} ${k}`),
        chance: k / (2 - k),
      })),
    ),
    trim: known.flatMap((input) =>
      TRIM_DENSITIES.map((density) => ({ input, density, norm: Math.sqrt(ratio(tally, `trim ${input} ${density}`, `trim ${input} 1`)) })),
    ),
    dareVariance: drops ? known.map((input) => ({ input, relative: ratio(tally, `dropped ${input}`, `trim ${input} 1`) })) : undefined,
    angles: methods.has('slerp') ? angles.flatMap((angle) => angle ?? []) : undefined,
  };
}
