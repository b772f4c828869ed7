/**
 * Makes one tensor as the runner would, over whatever tiles it has, and shows every tile of its last step: the operands,
 * the result beside them, and the votes behind it. Nothing is written.
 */
import { defined } from '../../base/assert.ts';
import type { TorchRandom } from '../../base/torch-random.ts';
import type { Operand, Tile } from '../../compute/backend.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { Method } from '../../methods/method.ts';
import { METHODS } from '../../methods/methods.ts';
import type { Work } from '../../methods/work.ts';
import { align } from '../plan/arena.ts';
import type { MergeStep, Plan, TensorPlan } from '../plan-types.ts';
import type { Coefficients } from '../run/coefficients.ts';
import { philoxDraws, torchDraws } from '../run/draws.ts';
import { quietMeter } from '../run/progress.ts';
import type { Slot } from '../run/slot.ts';
import { drawCount } from '../run/tensor.ts';
import { type LoadedTile, matrixOf, type Tiles } from '../run/tiles.ts';
import type { WholeModel } from '../run/whole-model.ts';
import { createWork, type WorkContext } from '../run/work.ts';
import { type Ballot, ballotOf, type Emitted, overhear } from './ballot.ts';
import { type Memo, remembering } from './memo.ts';

export interface WalkContext {
  readonly slot: Slot;
  readonly tensor: TensorPlan;
  readonly tilesOf: (step: number) => Tiles;
  readonly random: Plan['random'];
  /** Where mergekit's stream stands at the tensor's first draw; absent for Philox. */
  readonly torch: TorchRandom | undefined;
  /** Coefficients that a step brings, cut to the tensor. */
  readonly coefficientsOf: (step: MergeStep, index: number) => Promise<Coefficients>;
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

/** Gives what the rules noted. */
export async function walk(context: WalkContext, look: (seen: Glimpse) => Promise<void>): Promise<readonly string[]> {
  const notes = new Set<string>();
  const note = (text: string): void => void notes.add(text);
  const { index, step } = await walkToLast(context, note);
  let emitted: Emitted | undefined;
  const made = (loaded: LoadedTile): Promise<void> =>
    look(beside(context.slot, step, loaded, ballotOf(defined(emitted, 'what was emitted'), step, loaded.tile)));
  const work = await workOn(context, index, step, note, made);
  const heard = (call: Emitted): void => {
    emitted = call;
  };
  await ruleOf(step)(overhear(work, heard));
  return [...notes];
}

/** Runs a rule that only measures on the last step. */
export async function measureLast(context: WalkContext, rule: Method['rule']): Promise<void> {
  const ignore = (): void => undefined;
  const { index, step } = await walkToLast(context, ignore);
  await rule(await workOn(context, index, step, ignore, async () => undefined));
}

const ruleOf = (step: MergeStep): Method['rule'] => defined(METHODS.get(step.method), step.method).rule;

/** Makes what the last step takes from other documents; others' results are let be. */
async function walkToLast(context: WalkContext, note: (text: string) => void): Promise<{ index: number; step: MergeStep }> {
  const { tensor, signal } = context;
  const index = tensor.steps.length - 1;
  const needed = neededBy(tensor.steps, index);
  for (const [i, step] of tensor.steps.slice(0, index).entries()) {
    signal.throwIfAborted();
    if (step.kind === 'merge' && needed.has(i)) await ruleOf(step)(await workOn(context, i, step, note, async () => undefined));
  }
  return { index, step: lastMerge(tensor) };
}

/** Steps whose results a step takes, and those that these take. */
function neededBy(steps: TensorPlan['steps'], index: number): Set<number> {
  const own = (steps[index]?.inputs ?? []).flatMap((input) => (input.kind === 'step' ? [input.step] : []));
  return new Set(own.flatMap((step) => [step, ...neededBy(steps, step)]));
}

/** The step that makes a tensor of which the caller knows that it is merged. */
export function lastMerge(tensor: TensorPlan): MergeStep {
  const step = tensor.steps.at(-1);
  if (step?.kind !== 'merge') throw new Error(`Invariant failed: ${tensor.name} is merged`);
  return step;
}

/** A step as its rule sees it. */
async function workOn(
  context: WalkContext,
  index: number,
  step: MergeStep,
  note: (text: string) => void,
  made: WorkContext['made'],
): Promise<Work> {
  const { slot, tensor, tilesOf, torch, wholeModel } = context;
  const work = createWork({
    slot,
    tiles: tilesOf(index),
    step,
    name: tensor.name,
    draws: drawsOf(context, index, step),
    meter: quietMeter,
    likeTorch: torch !== undefined,
    coefficients: await context.coefficientsOf(step, index),
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
  if (!torch) return philoxDraws(random, step);
  const start = torch.fork();
  for (const before of tensor.steps.slice(0, index)) start.skip(drawCount(before));
  return torchDraws(start, step, matrixOf(step.shape).elements);
}
