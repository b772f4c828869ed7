/**
 * The kernels by name: each an entry file and the libraries it needs, all of them standard WGSL under `shaders/`.
 * Adding a kernel means adding a row here.
 */
import arena from '#shaders/lib/arena.wgsl?raw';
import election from '#shaders/lib/election.wgsl?raw';
import keep from '#shaders/lib/keep.wgsl?raw';
import number from '#shaders/lib/number.wgsl?raw';
import order from '#shaders/lib/order.wgsl?raw';
import philox from '#shaders/lib/philox.wgsl?raw';
import reduce from '#shaders/lib/reduce.wgsl?raw';
import rounding from '#shaders/lib/rounding.wgsl?raw';
import store from '#shaders/lib/store.wgsl?raw';
import tile from '#shaders/lib/tile.wgsl?raw';
import contest from '#shaders/measure/contest.wgsl?raw';
import combine from '#shaders/merge/combine.wgsl?raw';
import elect from '#shaders/merge/elect.wgsl?raw';
import finite from '#shaders/merge/finite.wgsl?raw';
import gram from '#shaders/merge/gram.wgsl?raw';
import histogram from '#shaders/merge/histogram.wgsl?raw';
import locate from '#shaders/merge/locate.wgsl?raw';
import mass from '#shaders/merge/mass.wgsl?raw';
import move from '#shaders/merge/move.wgsl?raw';
import pointwise from '#shaders/merge/pointwise.wgsl?raw';
import pointwiseStatistics from '#shaders/merge/pointwise-statistics.wgsl?raw';

/**
 * Joins an entry with its libraries. WGSL has one flat scope and allows use before declaration, so this is all the
 * linking there is; the entry comes first so that a diagnostic's line is the entry's own.
 */
export const wgsl = (entry: string, ...libraries: readonly string[]): string => [entry, ...libraries].join('\n');

const reading = [tile, number, arena];
const sparsifying = [...reading, philox, keep];
const ordering = [...reading, rounding, order];
const electing = [...sparsifying, rounding, election, store];

const gramSource = wgsl(gram, ...reading);
const locateSource = wgsl(locate, ...ordering, reduce);
const statisticsSource = wgsl(pointwiseStatistics, ...sparsifying, rounding, order, reduce);

export interface KernelSource {
  readonly source: string;
  readonly entryPoint: string;
}

export const KERNELS = {
  combine: { source: wgsl(combine, ...reading, rounding, store), entryPoint: 'main' },
  elect: { source: wgsl(elect, ...electing), entryPoint: 'main' },
  pointwise: { source: wgsl(pointwise, ...electing, order), entryPoint: 'main' },
  gramRows: { source: gramSource, entryPoint: 'rows' },
  gramColumns: { source: gramSource, entryPoint: 'columns' },
  histogram: { source: wgsl(histogram, ...ordering), entryPoint: 'main' },
  locateTally: { source: locateSource, entryPoint: 'tally' },
  locateFind: { source: locateSource, entryPoint: 'find' },
  mass: { source: wgsl(mass, ...sparsifying, reduce), entryPoint: 'main' },
  contest: { source: wgsl(contest, ...sparsifying, reduce), entryPoint: 'main' },
  finite: { source: wgsl(finite, ...reading), entryPoint: 'main' },
  activity: { source: statisticsSource, entryPoint: 'activity' },
  squares: { source: statisticsSource, entryPoint: 'squares' },
  move: { source: move, entryPoint: 'main' },
} as const satisfies Record<string, KernelSource>;

export type KernelName = keyof typeof KERNELS;

export const KERNEL_NAMES = Object.keys(KERNELS) as KernelName[];
