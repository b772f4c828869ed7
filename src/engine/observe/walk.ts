/**
 * Makes one tensor as the runner would, over whatever tiles it has, and shows every tile of its last step: the operands,
 * the result beside them, and the votes behind it. Nothing is written.
 */
import { defined } from '../../base/assert.ts';
import type { TorchRandom } from '../../base/torch-random.ts';
import type { Operand, Tile } from '../../compute/backend.ts';
import { DTYPES } from '../../formats/dtype.ts';
import { METHODS } from '../../methods/methods.ts';
import type { Work } from '../../methods/work.ts';
import { align } from '../plan/arena.ts';
import type { MergeStep, Plan, TensorPlan } from '../plan-types.ts';
import type { Coefficients } from '../run/coefficients.ts';
import { philoxDraws, torchDraws } from '../run/draws.ts';
import type { Slot } from '../run/slot.ts';
import { drawCount } from '../run/tensor.ts';
import { type LoadedTile, matrixOf, type Tiles } from '../run/tiles.ts';
import type { WholeModel } from '../run/whole-model.ts';
import { createWork, type WorkContext } from '../run/work.ts';
import { type Ballot, ballotOf, type Emitted, overhear } from './ballot.ts';
import { type Memo, remembering } from './memo.ts';
import { quietMeter } from './quiet.ts';

export interface WalkContext {
  readonly slot: Slot;
  readonly tensor: TensorPlan;
  readonly tilesOf: (step: number) => Tiles;
  readonly random: Plan['random'];
  /** Where mergekit's stream stands at the tensor's first draw; absent for Philox. */
  readonly torch: TorchRandom | undefined;
  /** Coefficients that a step brings, cut to the tensor. */
  readonly coefficientsOf: (step: MergeStep) => Promise<Coefficients>;
  readonly wholeModel: WholeModel | undefined;
  /** Measurements of a step that are known, and where new ones are kept. */
  readonly memoOf?: ((index: number) => Memo) | undefined;
  readonly signal: AbortSignal;
}

/** A tile of the last step, in the slot's arena. */
export interface Glimpse {
  readonly slot: Slot;
  readonly step: MergeStep;
  readonly tile: Tile;
  /** The inputs in order, then the result. */
  readonly operands: readonly Operand[];
  readonly result: number;
  readonly ballot: Ballot;
}

/** Gives what the rule noted. */
export async function walk(context: WalkContext, look: (seen: Glimpse) => Promise<void>): Promise<readonly string[]> {
  const { slot, tensor, signal } = context;
  const notes = new Set<string>();
  for (const [index, step] of tensor.steps.entries()) {
    if (step.kind !== 'merge') continue;
    signal.throwIfAborted();
    const last = index === tensor.steps.length - 1;
    let emitted: Emitted | undefined;
    const made = async (loaded: LoadedTile): Promise<void> => {
      if (last) await look(beside(slot, step, loaded, ballotOf(defined(emitted, 'what was emitted'), step, loaded.tile)));
    };
    const work = await workOn(context, index, step, (text) => void notes.add(text), made);
    const { rule } = defined(METHODS.get(step.method), step.method);
    await rule(overhear(work, (call) => void (emitted = call)));
  }
  return [...notes];
}

/** A step as its rule sees it. */
export async function workOn(context: WalkContext, index: number, step: MergeStep, note: (text: string) => void, made: WorkContext['made']): Promise<Work> {
  const { slot, tensor, tilesOf, torch, wholeModel } = context;
  const work = createWork({
    slot,
    tiles: tilesOf(index),
    step,
    name: tensor.name,
    draws: drawsOf(context, index, step),
    meter: quietMeter,
    likeTorch: torch !== undefined,
    coefficients: await context.coefficientsOf(step),
    wholeModel,
    note,
    made,
  });
  return context.memoOf ? remembering(work, context.memoOf(index)) : work;
}

/** Puts the result beside the operands. */
function beside(slot: Slot, step: MergeStep, { tile, operands, out, result }: LoadedTile, ballot: Ballot): Glimpse {
  const bytes = tile.rows * tile.columns * DTYPES[step.dtype].bytes;
  slot.backend.copy(slot.out, out.offset, slot.arena, result.offset, align(bytes, 4));
  return { slot, step, tile, operands: [...operands, result], result: operands.length, ballot };
}

function drawsOf({ random, torch, tensor }: WalkContext, index: number, step: MergeStep) {
  if (!torch) return philoxDraws(random, tensor.name, step);
  const start = torch.fork();
  for (const before of tensor.steps.slice(0, index)) start.skip(drawCount(before));
  return torchDraws(start, step, matrixOf(step.shape).elements);
}
