/**
 * Tensors that stay in the backends' memory from one request to the next: each in an arena of its own, with the results
 * of its steps. A tensor whose inputs change is laid out anew; inputs that it had are copied, the others read.
 */
import { defined } from '../../base/assert.ts';
import { createQueue, forEachBounded } from '../../base/concurrency.ts';
import type { DeviceBuffer } from '../../compute/backend.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { elementsOf } from '../../formats/checkpoint.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Lanes } from '../host.ts';
import { align, distinctOperands, isWide, type TensorPlacement } from '../plan/arena.ts';
import type { ReadOperand, TensorPlan } from '../plan-types.ts';
import { readerOf } from '../run/derived.ts';
import type { Load, Slot } from '../run/slot.ts';
import { residentTiles, type Tiles } from '../run/tiles.ts';
import { createLaneDesks, DESKS_PER_LANE, type LaneDesks } from './desks.ts';
import type { Looked } from './job.ts';
import { operandKey } from './keys.ts';
import { cutTo, type Extent } from './sample.ts';

/** A tensor at work: cut to its extent, its inputs in the slot's arena. */
export interface HeldTensor {
  readonly slot: Slot;
  readonly tensor: TensorPlan;
  readonly extent: Extent;
  readonly tilesOf: (step: number) => Tiles;
}

export interface Holder {
  /** How many tensors are worked on at a time. */
  readonly width: number;
  /**
   * Works on a tensor of a plan with these sources; one at a time for each name. Its arena has room for all steps of its
   * output, whichever is looked at.
   */
  use<T>(looked: Looked, sources: readonly CheckpointSource[], signal: AbortSignal, work: (held: HeldTensor) => Promise<T>): Promise<T>;
  /** Lets go of all tensors but those named. */
  retain(names: ReadonlySet<string>): void;
  /** Nothing may be in use. After a loss there is nothing left to free. */
  close(lost: boolean): void;
}

interface Arena {
  readonly buffer: DeviceBuffer;
  /** By {@link operandKey}: first byte and length. */
  readonly operands: ReadonlyMap<string, { readonly at: number; readonly bytes: number }>;
  readonly extent: Extent;
  /** Equal for arenas with the same operands and room for the same steps. */
  readonly layout: string;
}

interface Place {
  readonly inTurn: ReturnType<typeof createQueue>;
  readonly lane: LaneDesks;
  arena: Arena | undefined;
}

export function createHolder({ backends }: Lanes): Holder {
  const lanes = backends.map(createLaneDesks);
  const exact = createLaneDesks(createReferenceBackend('float64'));
  const places = new Map<string, Place>();
  let turn = 0;
  const placeOf = (tensor: TensorPlan): Place => {
    const key = `${tensor.name} ${isWide(tensor)}`;
    const known = places.get(key);
    if (known) return known;
    const lane = isWide(tensor) ? exact : defined(lanes[turn++ % lanes.length], 'a lane');
    const place: Place = { inTurn: createQueue(), lane, arena: undefined };
    places.set(key, place);
    return place;
  };
  const drop = (place: Place): void => {
    if (place.arena) place.lane.backend.free(place.arena.buffer);
    place.arena = undefined;
  };
  return {
    width: Math.max(READ_AHEAD, lanes.length * DESKS_PER_LANE),
    use({ tensor: made, whole, extent }, sources, signal, work) {
      const place = placeOf(whole);
      return place.inTurn(async () => {
        signal.throwIfAborted();
        const tensor = cutTo(made, extent);
        const draft = layOut(cutTo(whole, extent), extent, sources);
        if (place.arena?.layout !== draft.layout) {
          const filled = await fill(place, draft, extent, sources, signal);
          drop(place);
          place.arena = filled;
        }
        return await place.lane.use(place.arena.buffer, draft.outBytes, (slot) => {
          // Most wait for a desk, and may be ended meanwhile.
          signal.throwIfAborted();
          return work({ slot, tensor, extent, tilesOf: (step) => residentTiles(slot, tensor, step, draft.placement) });
        });
      });
    },
    retain(names) {
      for (const [key, place] of places) {
        if (names.has(key.slice(0, key.lastIndexOf(' ')))) continue;
        places.delete(key);
        void place.inTurn(async () => drop(place));
      }
    },
    close(lost) {
      for (const place of places.values()) if (!lost || place.lane === exact) drop(place);
      places.clear();
      if (!lost) for (const lane of lanes) lane.close();
      exact.backend.close();
    },
  };
}

interface Draft {
  readonly operands: Arena['operands'];
  readonly reads: readonly { readonly operand: ReadOperand; readonly key: string; readonly at: number }[];
  readonly placement: TensorPlacement;
  readonly layout: string;
  readonly arenaBytes: number;
  readonly outBytes: number;
}

function layOut(tensor: TensorPlan, { rows, columns, stretches }: Extent, sources: readonly CheckpointSource[]): Draft {
  let end = 0;
  const reserve = (bytes: number): number => {
    const at = end;
    end = align(at + bytes);
    return at;
  };
  const operands = new Map<string, { at: number; bytes: number }>();
  const reads: { operand: ReadOperand; key: string; at: number }[] = [];
  for (const operand of distinctOperands([tensor])) {
    const key = operandKey(operand, sources);
    if (operands.has(key)) continue;
    const bytes = rows * columns * DTYPES[operand.dtype].bytes;
    const at = reserve(bytes);
    operands.set(key, { at, bytes });
    reads.push({ operand, key, at });
  }
  const kept: number[] = [];
  const bytesOf = (step: TensorPlan['steps'][number]) => elementsOf(step.shape) * DTYPES[step.dtype].bytes;
  const steps = tensor.steps.map((step, index) => {
    const inputs = step.inputs.map((i) => (i.kind === 'step' ? (kept[i.step] ?? 0) : (operands.get(operandKey(i, sources))?.at ?? 0)));
    const last = index === tensor.steps.length - 1;
    if (!last) kept[index] = reserve(bytesOf(step));
    return { inputs, kept: last ? undefined : kept[index] };
  });
  const made = tensor.steps.map(bytesOf);
  const widest = Math.max(0, ...made);
  const placement = { steps, out: 0, result: reserve(widest) };
  const layout = JSON.stringify([...operands.keys(), made, stretches]);
  return { operands, reads, placement, layout, arenaBytes: align(end) + SPARE, outBytes: align(widest) + SPARE };
}

/** Kernels read and write whole words. */
const SPARE = 16;

async function fill(
  { lane: { backend }, arena: before }: Place,
  draft: Draft,
  extent: Extent,
  sources: readonly CheckpointSource[],
  signal: AbortSignal,
): Promise<Arena> {
  const buffer = backend.alloc(draft.arenaBytes);
  try {
    const same = before && JSON.stringify(before.extent) === JSON.stringify(extent);
    const loads: Load[] = [];
    for (const { operand, key, at } of draft.reads) {
      const known = same ? before.operands.get(key) : undefined;
      if (before && known) backend.copy(before.buffer, known.at, buffer, at, align(known.bytes, 4));
      else loads.push(...loadsOf(operand, at, extent, sources));
    }
    await forEachBounded(loads, READS, signal, async ({ read, offset, bytes, at }, stop) => {
      // Never into the backend's own memory: another tensor's arena may move it meanwhile.
      const into = backend.staging(bytes);
      await read(offset, into, stop);
      backend.upload(buffer, at, into, true);
    });
    return { buffer, operands: draft.operands, extent, layout: draft.layout };
  } catch (thrown) {
    backend.free(buffer);
    throw thrown;
  }
}

/** Requests under way for one tensor; sources bound their own hosts besides. */
const READS = 4;

/** Tensors that are filled at a time, more than have a desk: reads that wait together become fewer requests. */
const READ_AHEAD = 48;

function loadsOf(operand: ReadOperand, at: number, { stretches }: Extent, sources: readonly CheckpointSource[]): Load[] {
  const { read } = readerOf(operand, sources);
  const { bytes } = DTYPES[operand.dtype];
  let to = at;
  return stretches.map(({ first, entries }) => {
    const one: Load = { read, offset: first * bytes, bytes: entries * bytes, at: to };
    to += entries * bytes;
    return one;
  });
}
