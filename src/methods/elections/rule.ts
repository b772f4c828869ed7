/**
 * The election family (TIES, DARE, Breadcrumbs, DELLA): base + λ·Σ w·factor·keep(x − base), where only the entries count
 * that agree with the elected sign, if one is elected, divided by the agreeing weights when normalised.
 */
import type { Keep } from '../../compute/backend.ts';
import { baseOf, emitInput } from '../span.ts';
import { roundingFor, safeSum } from '../weights.ts';
import type { ElectUniforms, PerTile, Tile, Work } from '../work.ts';
import type { Election } from './spec.ts';
import { thin } from './thinning.ts';

/** Below this much mass, before or after thinning, nothing is rescaled. */
const NEGLIGIBLE_MASS = 1e-7;

interface Candidate {
  readonly x: number;
  readonly keep: PerTile<Keep>;
  readonly factor: number;
  readonly weight: number;
}

export const electionRule =
  (election: Election) =>
  async (work: Work): Promise<void> => {
    const base = baseOf(work);
    if (work.models.length === 0) return emitInput(work, base);
    // All at once: what they measure shares its passes over the tensor.
    const candidates = await Promise.all(work.models.map((x) => candidate(work, election, x)));
    const count = counting(
      work,
      election,
      safeSum(
        work,
        candidates.map(({ weight }) => weight),
      ),
    );
    const lambda = work.number('lambda');
    await work.emit('elect', (tile) => ({
      base,
      models: candidates.map(({ keep, ...rest }) => ({ ...rest, keep: onTile(keep, tile) })),
      ...count,
      lambda,
    }));
  };

const onTile = (keep: PerTile<Keep>, tile: Tile): Keep => (typeof keep === 'function' ? keep(tile) : keep);

async function candidate(work: Work, { thinning }: Election, x: number): Promise<Candidate> {
  const { keep, density } = await thin(work, thinning, x);
  const whole = typeof keep !== 'function' && (keep.kind === 'all' || keep.kind === 'none');
  const factor = whole || !work.flag('rescale') ? 1 : await rescaleFactor(work, x, keep, density);
  return { x, keep, factor, weight: work.of(x, 'weight') };
}

async function rescaleFactor(work: Work, x: number, keep: PerTile<Keep>, density: number): Promise<number> {
  const by = work.choice('rescale_by');
  // The kernel has divided each survivor by its own probability; a density of 0 leaves nothing to scale.
  if (by === 'probability' || density <= 0) return 1;
  if (by === 'density') return 1 / density;
  const [before = 0, after = 0] = await work.measure('mass', (tile) => ({
    vectors: [{ x, reference: work.base, keep: onTile(keep, tile) }],
  }));
  // Both sums are numbers of the tensor's dtype to mergekit; rounding them first makes its published results come out again.
  const round = roundingFor(work.dtype);
  return before < NEGLIGIBLE_MASS || after < NEGLIGIBLE_MASS ? 1 : round(before) / round(after);
}

type Counting = Pick<ElectUniforms, 'sign' | 'votes' | 'zero' | 'normalize' | 'divisor'>;

/** How votes are counted, and what the sum is divided by. */
function counting(work: Work, { elects }: Election, divisor: number): Counting {
  const normalized = work.flag('normalize');
  if (!elects) return { sign: 'none', votes: 'weighted', zero: 1, normalize: normalized ? 'weights' : 'none', divisor };
  const divide = work.choice('divide_by') === 'count' ? 'count' : 'weights';
  return {
    sign: work.choice('elect_by') === 'count' ? 'count' : 'mass',
    votes: work.choice('votes') === 'unweighted' ? 'unweighted' : 'weighted',
    zero: work.choice('zero') === 'minus' ? -1 : 1,
    normalize: normalized ? divide : 'none',
    divisor,
  };
}
