/** One unit in one slot: inputs in, tensors made, bytes out. */
import { defined } from '../../base/assert.ts';
import type { TorchRandom } from '../../base/torch-random.ts';
import { elementsOf } from '../../formats/checkpoint.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { Scratch, Writer } from '../../io/output.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Method } from '../../methods/method.ts';
import { isCopied, placeUnit, type Window } from '../plan/arena.ts';
import { tensorsOf } from '../plan/units.ts';
import type { Plan, TensorPlan, Unit } from '../plan-types.ts';
import type { TensorStatistics } from '../protocol.ts';
import { copyTensor } from './copy.ts';
import { readerOf } from './derived.ts';
import type { Meter } from './progress.ts';
import { type Load, load, type Slot, unload } from './slot.ts';
import { drawCount, makeTensor } from './tensor.ts';
import { residentTiles, scratchRegions, tiledTiles, type Write } from './tiles.ts';
import type { WholeModel } from './whole-model.ts';

export interface UnitContext {
  readonly plan: Plan;
  readonly sources: readonly CheckpointSource[];
  readonly slot: Slot;
  readonly meter: Meter;
  readonly summary: boolean;
  readonly signal: AbortSignal;
  readonly writers: readonly Writer[];
  /** The slot's own scratch file, opened when first needed. */
  readonly scratch: (bytes: number) => Promise<Scratch>;
  /** Where mergekit's stream stands at the unit's first draw. */
  readonly torch: TorchRandom | undefined;
  readonly finished: (index: number, statistics: TensorStatistics) => void;
  readonly rule?: Method['rule'] | undefined;
  readonly wholeModel?: WholeModel | undefined;
}

export async function runUnit(context: UnitContext, unit: Unit): Promise<void> {
  const tensors = tensorsOf(context.plan.tensors, unit);
  const torch = torchStarts(context.torch, tensors);
  if (unit.tiled) await runTiled(context, unit, defined(tensors[0], 'the tensor of a unit'), torch[0]);
  else await runResident(context, unit, tensors, torch);
}

/** Where each tensor's draws begin. */
function torchStarts(start: TorchRandom | undefined, tensors: readonly TensorPlan[]): (TorchRandom | undefined)[] {
  const at = start?.fork();
  return tensors.map((tensor) => {
    const here = at?.fork();
    for (const step of tensor.steps) at?.skip(drawCount(step));
    return here;
  });
}

const writeTo =
  ({ writers, meter }: UnitContext, tensor: TensorPlan): Write =>
  (position, bytes) =>
    meter.during('write', bytes.length, () => defined(writers[tensor.file], 'the output file').write(tensor.offset + position, bytes));

async function runResident(context: UnitContext, unit: Unit, tensors: readonly TensorPlan[], torch: readonly (TorchRandom | undefined)[]) {
  const { slot, meter, signal, sources } = context;
  const placed = placeUnit(tensors, context.summary);
  const loads = placed.windows.map((w) => loadOf(w, sources));
  await load(slot, loads, meter, signal);
  const statistics: TensorStatistics[] = [];
  for (const [i, tensor] of tensors.entries()) {
    signal.throwIfAborted();
    const at = defined(placed.tensors[i], 'a placement');
    if (isCopied(tensor)) statistics.push(await copied(context, tensor));
    else
      statistics.push(await makeTensor({ ...context, torch: torch[i], tilesOf: (step) => residentTiles(slot, tensor, step, at) }, tensor));
  }
  for (const [i, tensor] of tensors.entries()) {
    const { out } = defined(placed.tensors[i], 'a placement');
    if (!isCopied(tensor)) await unload(slot, out, tensor.bytes, writeTo(context, tensor));
  }
  for (const [i, s] of statistics.entries()) context.finished(unit.first + i, s);
}

function loadOf({ from, bytes, at }: Window, sources: readonly CheckpointSource[]): Load {
  if ('kind' in from) {
    const { read, local } = readerOf(from, sources);
    return { read, local, offset: 0, bytes, at };
  }
  const source = defined(sources[from.source], 'the source of a window');
  const read: Load['read'] = (offset, into, signal) => source.read(from.file, offset, into, signal);
  return { read, local: source.local, offset: from.offset, bytes, at };
}

async function copied(context: UnitContext, tensor: TensorPlan): Promise<TensorStatistics> {
  await copyTensor({ ...context, write: writeTo(context, tensor) }, tensor);
  const elements = elementsOf(tensor.shape);
  context.meter.add('merge', elements);
  return { name: tensor.name, elements };
}

async function runTiled(context: UnitContext, unit: Unit, tensor: TensorPlan, torch: TorchRandom | undefined): Promise<void> {
  if (isCopied(tensor)) return context.finished(unit.first, await copied(context, tensor));
  const inputs = tensor.steps.flatMap((s) => s.inputs).reduce((n, i) => n + (i.kind === 'step' ? 0 : i.bytes + 16), 0);
  const between = tensor.steps.slice(0, -1).reduce((n, s) => n + elementsOf(s.shape) * DTYPES[s.dtype].bytes + 16, 0);
  const scratch = scratchRegions(await context.scratch(inputs + between));
  const tiled = { ...context, scratch, write: writeTo(context, tensor) };
  context.finished(unit.first, await makeTensor({ ...context, torch, tilesOf: (step) => tiledTiles(tiled, tensor, step) }, tensor));
}
