/**
 * The votes behind a merge: what its rule hands to the kernel that makes the result says how each task vector was
 * thinned and weighted. Methods that elect nothing have votes too; no election decides among them.
 */
import type { Keep, MeasureKernels, RunKernel, RunKernels, Tile, Voter } from '../../compute/backend.ts';
import type { EmitRequest, PerTile, Work } from '../../methods/work.ts';
import type { MergeStep } from '../plan-types.ts';

export interface Ballot extends Pick<MeasureKernels['contest']['uniforms'], 'sign' | 'zero'> {
  /** One for each input that is not the base, in order; none without a base. */
  readonly voters: readonly Voter[];
  /** The method lets the elected sign decide. */
  readonly elects: boolean;
}

/** A call of `Work.emit`. */
export interface Emitted {
  readonly kernel: RunKernel;
  readonly request: PerTile<EmitRequest<RunKernel>>;
}

/** The same work, whose `emit` is heard of first. */
export function overhear(work: Work, heard: (call: Emitted) => void): Work {
  return {
    ...work,
    emit(kernel, request) {
      heard({ kernel, request: request as Emitted['request'] });
      return work.emit(kernel, request);
    },
  };
}

const ALL: Keep = { kind: 'all' };

export function ballotOf({ kernel, request }: Emitted, step: MergeStep, tile: Tile): Ballot {
  const made = typeof request === 'function' ? request(tile) : request;
  const { base } = step;
  const models = step.inputs.flatMap((_, x) => (x === base ? [] : [x]));
  const plain = { sign: 'mass', zero: 1, elects: false } as const;
  if (base === undefined) return { ...plain, voters: [] };
  if (kernel === 'elect') return electionBallot(made as RunKernels['elect'], base);
  const weights = kernel === 'combine' ? weightsOf(made as RunKernels['combine']) : new Map<number, number>();
  return { ...plain, voters: models.map((x) => ({ x, reference: base, keep: ALL, factor: 1, weight: weights.get(x) ?? 1 })) };
}

function electionBallot({ models, sign, votes, zero }: RunKernels['elect'], base: number): Ballot {
  const voters = models.map(({ weight, ...model }) => ({ ...model, reference: base, weight: votes === 'weighted' ? weight : 1 }));
  return { voters, sign: sign === 'count' ? 'count' : 'mass', zero, elects: sign !== 'none' };
}

/** Coefficients of task vectors. Where rows or columns have their own, signs are compared without weights. */
function weightsOf({ terms }: RunKernels['combine']): Map<number, number> {
  return new Map(terms.flatMap(({ x, coefficient }) => (typeof coefficient === 'number' ? [[x, coefficient] as const] : [])));
}
