/** Makes one output tensor in a slot: its steps in order, the count of what is not finite, how far the result moved. */
import { defined } from '../../base/assert.ts';
import type { TorchRandom } from '../../base/torch-random.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Method } from '../../methods/method.ts';
import { METHODS } from '../../methods/methods.ts';
import { align, filesBehind } from '../plan/arena.ts';
import type { MergeStep, Plan, TensorPlan } from '../plan-types.ts';
import type { TensorStatistics } from '../protocol.ts';
import { readCoefficients } from './coefficients.ts';
import { philoxDraws, torchDraws } from './draws.ts';
import type { Meter } from './progress.ts';
import type { Slot } from './slot.ts';
import { type LoadedTile, matrixOf, type Tiles } from './tiles.ts';
import type { WholeModel } from './whole-model.ts';
import { createWork } from './work.ts';

export interface TensorContext {
  readonly plan: Plan;
  readonly slot: Slot;
  readonly meter: Meter;
  readonly sources: readonly CheckpointSource[];
  readonly signal: AbortSignal;
  readonly summary: boolean;
  /** Where mergekit's stream stands at the tensor's first draw; absent for Philox. */
  readonly torch: TorchRandom | undefined;
  readonly tilesOf: (step: number) => Tiles;
  /** Stands in for the methods' rules: reports measure where merges make. */
  readonly rule?: Method['rule'] | undefined;
  readonly wholeModel?: WholeModel | undefined;
}

export async function makeTensor(context: TensorContext, tensor: TensorPlan): Promise<TensorStatistics> {
  const { elements } = matrixOf(tensor.shape);
  const notes = new Set<string>();
  const counts = new Map<string, { nan: number; infinite: number }>();
  let moved: TensorStatistics['moved'];
  if (elements > 0) {
    for (const [index, step] of tensor.steps.entries()) {
      if (step.kind !== 'merge') continue;
      const last = index === tensor.steps.length - 1;
      const distances = last && context.summary ? distanceSums(step) : undefined;
      const tiles = countingFinite(context, step, context.tilesOf(index), counts);
      const rule = context.rule ?? defined(METHODS.get(step.method), step.method).rule;
      await rule(
        createWork({
          slot: context.slot,
          tiles,
          step,
          name: tensor.name,
          draws: drawsOf(context, tensor, index, step),
          meter: context.meter,
          coefficients: await readCoefficients(step, context.sources, context.signal),
          wholeModel: context.wholeModel,
          likeTorch: context.plan.random.generator === 'mergekit',
          note: (text) => void notes.add(text),
          made: async (loaded) => await distances?.add(context.slot, loaded),
        }),
      );
      moved = distances?.relative((i) => labelOf(context.plan, step, i));
    }
  }
  context.meter.add('merge', elements);
  return {
    name: tensor.name,
    elements,
    notFinite: counts.size ? [...counts].map(([input, n]) => ({ input, ...n })) : undefined,
    moved,
    notes: notes.size ? [...notes] : undefined,
  };
}

function labelOf(plan: Plan, step: MergeStep, input: number): string {
  const operand = step.inputs[input];
  const [file] = operand && operand.kind !== 'step' ? filesBehind(operand) : [];
  return file ? (plan.sources[file.source]?.label ?? file.file) : 'the merge before';
}

function drawsOf({ plan, torch }: TensorContext, tensor: TensorPlan, index: number, step: MergeStep) {
  if (!torch) return philoxDraws(plan.random, step);
  const start = torch.fork();
  for (const before of tensor.steps.slice(0, index)) start.skip(drawCount(before));
  return torchDraws(start, step, matrixOf(step.shape).elements);
}

/** How many numbers of mergekit's stream a step takes. */
export const drawCount = (step: TensorPlan['steps'][number]): number =>
  step.kind === 'merge' ? step.draws.length * matrixOf(step.shape).elements : 0;

/** Counts NaN and infinite entries of the files' tensors during the first pass. */
function countingFinite(
  context: TensorContext,
  step: MergeStep,
  tiles: Tiles,
  counts: Map<string, { nan: number; infinite: number }>,
): Tiles {
  let counted = false;
  const files = step.inputs.flatMap((input, i) => (input.kind === 'step' ? [] : [i]));
  const count = async ({ tile, operands }: LoadedTile): Promise<void> => {
    const some = files.flatMap((i) => operands[i] ?? []);
    const { slot, meter } = context;
    const found = await meter.during('merge', 0, () => slot.backend.measure('finite', { arena: slot.arena }, { tile, operands: some }));
    for (const [k, i] of files.entries()) {
      const nan = found[2 * k] ?? 0;
      const infinite = found[2 * k + 1] ?? 0;
      if (!nan && !infinite) continue;
      const label = labelOf(context.plan, step, i);
      const before = counts.get(label) ?? { nan: 0, infinite: 0 };
      counts.set(label, { nan: before.nan + nan, infinite: before.infinite + infinite });
    }
  };
  return {
    async each(visit) {
      const first = !counted;
      counted = true;
      await tiles.each(async (loaded) => {
        if (first) await count(loaded);
        return await visit(loaded);
      });
    },
    deliver: tiles.deliver,
  };
}

/** Sums ‖result − input‖² and ‖input‖² over tiles, from the rounded result. */
function distanceSums(step: MergeStep) {
  const n = step.inputs.length;
  const sums = new Float64Array(2 * n);
  return {
    async add(slot: Slot, { tile, operands, out, result }: LoadedTile): Promise<void> {
      const bytes = tile.rows * tile.columns * DTYPES[step.dtype].bytes;
      slot.backend.copy(slot.out, out.offset, slot.arena, result.offset, align(bytes, 4));
      const vectors = operands.flatMap((_, i) => [{ x: n, reference: i }, { x: i }]);
      const request = { tile, operands: [...operands, result], vectors, axis: 'all', diagonal: true } as const;
      const found = await slot.backend.measure('gram', { arena: slot.arena }, request);
      for (const [i, value] of found.entries()) sums[i] = (sums[i] ?? 0) + value;
    },
    relative: (label: (input: number) => string): TensorStatistics['moved'] =>
      step.inputs.map((_, i) => {
        const [distance = 0, size = 0] = [sums[2 * i], sums[2 * i + 1]];
        return { input: label(i), base: i === step.base, relative: size > 0 ? Math.sqrt(distance / size) : distance > 0 ? Infinity : 0 };
      }),
  };
}
