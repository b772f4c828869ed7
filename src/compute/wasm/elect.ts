/** The election family, block by block; the same operations in the same order as the float32 twin. */
import type { ElectUniforms } from '../backend.ts';
import { forEachBlock, forEachRowBlock } from './blocks.ts';
import type { Desk, Store } from './desk.ts';
import { createSparsify, type Sparsify } from './keep.ts';

type Model = ElectUniforms['models'][number];

interface Candidate extends Model {
  readonly sparsify: Sparsify;
  /** Register of its votes. */
  readonly vote: number;
}

interface Registers {
  readonly base: number;
  readonly tally: number;
  readonly sum: number;
  readonly divisor: number;
}

export function elect(desk: Desk<ElectUniforms>, store: Store): void {
  const { kernels, frame, load, uniforms } = desk;
  const { tile, base } = uniforms;
  const at: Registers = { base: frame.register(), tally: frame.register(), sum: frame.register(), divisor: frame.register() };
  const candidates = uniforms.models.map((model): Candidate => {
    const sparsify = createSparsify(desk, { x: model.x, reference: base }, model.keep);
    return { ...model, vote: frame.register(), sparsify };
  });
  const visit = uniforms.models.some(({ keep }) => keep.kind === 'ranked') ? forEachRowBlock : forEachBlock;
  visit(tile, (start, count) => {
    load.entries(base, at.base, start, count);
    for (const { x, vote, sparsify, factor, weight } of candidates) {
      load.entries(x, vote, start, count);
      kernels.subtract(vote, at.base, count);
      sparsify(vote, start, count);
      if (factor !== 1) kernels.scale(vote, factor, count);
      if (uniforms.votes === 'weighted' && weight !== 1) kernels.scale(vote, weight, count);
    }
    settleElection(desk, candidates, at, count);
    if (uniforms.lambda !== 1) kernels.scale(at.sum, uniforms.lambda, count);
    kernels.add(at.sum, at.base, count);
    store(at.sum, start, count);
  });
}

/** Adds up the votes that count, divided as asked. */
function settleElection({ kernels, uniforms }: Desk<ElectUniforms>, candidates: readonly Candidate[], at: Registers, count: number): void {
  const { sign, votes, zero, normalize, divisor } = uniforms;
  if (sign !== 'none') {
    kernels.clear(at.tally, count);
    const tally = sign === 'mass' ? kernels.add : kernels.tallyCount;
    for (const { vote } of candidates) tally(at.tally, vote, count);
    kernels.majority(at.tally, zero, count);
  }
  kernels.clear(at.sum, count);
  kernels.clear(at.divisor, count);
  for (const { vote, weight } of candidates) {
    const amount = votes === 'weighted' ? 1 : weight;
    const share = normalize === 'count' ? 1 : weight;
    if (sign === 'none') kernels.agreeAll(at.sum, at.divisor, vote, amount, share, count);
    else kernels.agree(at.sum, at.divisor, vote, at.tally, amount, share, count);
  }
  if (normalize === 'none') return;
  if (normalize === 'weights' && sign === 'none') kernels.divide(at.sum, divisor, count);
  else kernels.settle(at.sum, at.divisor, -Infinity, count);
}
