/**
 * Runs a plan: units go in order through slots, which are the only right to have bytes in flight. A lost device costs
 * the units that were in it, which are done again on a new one.
 */
import { defined } from '../../base/assert.ts';
import { forEachBounded } from '../../base/concurrency.ts';
import { AlloyError, asAlloyError } from '../../base/errors.ts';
import { createTorchRandom, type TorchRandom } from '../../base/torch-random.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import type { OutputStore, Scratch, Writer } from '../../io/output.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Method } from '../../methods/method.ts';
import type { EngineHost, Lanes } from '../host.ts';
import { isWide } from '../plan/arena.ts';
import { type SlotLimits, slotBuffers, tensorsOf } from '../plan/units.ts';
import type { Plan, Unit } from '../plan-types.ts';
import type { BackendChoice, BackendReport, TensorStatistics } from '../protocol.ts';
import { type Gate, gatedScratch, gatedSource } from './gate.ts';
import type { Meter } from './progress.ts';
import { createSlot, type Slot } from './slot.ts';
import { drawCount } from './tensor.ts';
import { runUnit } from './unit.ts';
import type { WholeModel } from './whole-model.ts';

export interface RunContext {
  readonly plan: Plan;
  readonly limits: SlotLimits;
  readonly host: EngineHost;
  readonly choice: BackendChoice;
  readonly lanes: Lanes;
  readonly sources: readonly CheckpointSource[];
  readonly store: OutputStore;
  readonly meter: Meter;
  readonly summary: boolean;
  readonly signal: AbortSignal;
  /** Closed, it holds the run before its next read. */
  readonly gate: Gate;
  readonly warn: (sentence: string) => void;
  readonly started: (unit: Unit) => void;
  readonly finished: (index: number, statistics: TensorStatistics) => void;
  /** See `TensorContext.rule`. */
  readonly rule?: Method['rule'] | undefined;
  readonly wholeModel?: WholeModel | undefined;
}

/** Device losses after which the processor takes over. */
const MOST_LOSSES = 2;

/** Merges every tensor into the store's files. Returns the report of the lanes that ended the run. */
export async function runPlan(context: RunContext): Promise<BackendReport> {
  const writers = await createFiles(context);
  const pending = new Set(context.plan.units);
  let { lanes } = context;
  for (let losses = 0; ; ) {
    try {
      await runUnits({ ...context, lanes }, pending, writers);
      await Promise.all(writers.map((w) => w.close()));
      return lanes.report;
    } catch (thrown) {
      const error = asAlloyError(thrown);
      const next =
        error.code === 'device' && !context.signal.aborted && ++losses <= MOST_LOSSES ? await others(context, lanes, losses) : undefined;
      if (!next) {
        await Promise.allSettled(writers.map((w) => w.abort()));
        throw error;
      }
      lanes = next;
      context.warn(`${error.what} The run goes on with ${lanes.report.label}; nothing was lost.`);
    }
  }
}

/** What takes over from lanes that failed; nothing where these are all there is: they would fail once more. */
async function others({ host, choice }: RunContext, { backends: failed }: Lanes, losses: number): Promise<Lanes | undefined> {
  const areOthers = ({ backends }: Lanes) => backends.some((backend) => !failed.includes(backend));
  for (const wish of losses < MOST_LOSSES ? ([choice, 'wasm'] as const) : (['wasm'] as const)) {
    const lanes = await host.lanes(wish);
    if (areOthers(lanes)) return lanes;
  }
  return undefined;
}

async function createFiles({ plan, store }: RunContext): Promise<Writer[]> {
  const writers: Writer[] = [];
  for (const file of plan.layout.files) {
    const writer = await store.create(file.path, file.bytes);
    writers.push(writer);
    await writer.write(0, file.header);
  }
  return writers;
}

async function runUnits(context: RunContext, pending: Set<Unit>, writers: readonly Writer[]): Promise<void> {
  const { plan, limits, lanes, signal, summary, gate } = context;
  const { arenaBytes, outBytes } = slotBuffers(plan.tensors, plan.units, limits, summary);
  const { backends } = lanes;
  const slots: Slot[] = [];
  const exact = createReferenceBackend('float64');
  const scratches: (Scratch | undefined)[] = [];
  const sources = context.sources.map((source) => gatedSource(source, gate));
  // A slot's scratch serves every tensor that comes to it: the largest decides.
  const mostScratch = Math.max(0, ...plan.units.map((u) => (u.tiled ? u.bytes : 0)));
  const lost = new AbortController();
  for (const { lost: gone } of backends) void gone.then((why) => lost.abort(new AlloyError({ code: 'device', what: why })));
  try {
    for (let i = 0; i < limits.slots; i++)
      slots.push(createSlot(defined(backends[i % backends.length], 'a backend'), arenaBytes, outBytes));
    const both = AbortSignal.any([signal, lost.signal]);
    await forEachBounded(inOrder(plan, pending), limits.slots, both, async ({ unit, torch }, stop, index) => {
      const wide = tensorsOf(plan.tensors, unit).some(isWide);
      await gate.opened(stop);
      const slot = wide ? createSlot(exact, arenaBytes, outBytes) : defined(slots[index], 'a slot');
      context.started(unit);
      const scratch = async (bytes: number) => {
        scratches[index] ??= await context.host.scratch(Math.max(bytes, mostScratch));
        return gatedScratch(scratches[index], gate, stop);
      };
      await runUnit({ ...context, sources, slot, signal: stop, writers, scratch, torch }, unit);
      if (wide) slot.free();
      pending.delete(unit);
    });
  } finally {
    for (const slot of slots) if (!lost.signal.aborted) slot.free();
    await Promise.allSettled(scratches.map((s) => s?.close()));
    exact.close();
  }
}

/** The units still to do, in order, each with the place in mergekit's stream where its draws begin. */
function* inOrder(plan: Plan, pending: ReadonlySet<Unit>): Generator<{ unit: Unit; torch: TorchRandom | undefined }> {
  const stream = plan.random.generator === 'mergekit' ? createTorchRandom(plan.random.seed) : undefined;
  for (const unit of plan.units) {
    if (pending.has(unit)) yield { unit, torch: stream?.fork() };
    for (const tensor of stream ? tensorsOf(plan.tensors, unit) : []) for (const step of tensor.steps) stream?.skip(drawCount(step));
  }
}
