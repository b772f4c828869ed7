/** Cuts the ordered tensors into units that fit a slot, and says what a slot must hold. */
import { DTYPES } from '../../formats/dtype.ts';
import type { Cost, TensorPlan, Unit } from '../plan-types.ts';
import { align, distinct, distinctOperands, filesBehind, placeUnit } from './arena.ts';

export interface SlotLimits {
  /** Arena and output of one slot together, bytes. */
  readonly slotBytes: number;
  /** Largest single buffer of the device, bytes. */
  readonly bufferBytes: number;
  readonly slots: number;
}

/** More tensors than this in one unit make progress coarse and bookkeeping long. */
const MOST_TENSORS = 64;

/** Bytes of one tensor in arena and output, windows aside. */
function heldBytes(tensor: TensorPlan, summary: boolean): number {
  const inputs = distinctOperands([tensor]).reduce((n, o) => n + align(o.bytes) + 16, 0);
  const between = tensor.steps.slice(0, -1).reduce((n, s) => n + 2 * align(s.shape.reduce((m, d) => m * d, DTYPES[s.dtype].bytes)), 0);
  return inputs + between + align(tensor.bytes) * (summary ? 2 : 1);
}

export function unitsOf(tensors: readonly TensorPlan[], { slotBytes, bufferBytes }: SlotLimits, summary: boolean): Unit[] {
  const most = Math.min(slotBytes, bufferBytes);
  const units: Unit[] = [];
  for (const [index, tensor] of tensors.entries()) {
    const bytes = heldBytes(tensor, summary);
    const last = units.at(-1);
    if (bytes > most) units.push({ first: index, count: 1, bytes, tiled: true });
    else if (last && !last.tiled && last.count < MOST_TENSORS && last.bytes + bytes <= most) {
      units[units.length - 1] = { ...last, count: last.count + 1, bytes: last.bytes + bytes };
    } else units.push({ first: index, count: 1, bytes, tiled: false });
  }
  return units;
}

export const tensorsOf = (tensors: readonly TensorPlan[], unit: Unit): readonly TensorPlan[] =>
  tensors.slice(unit.first, unit.first + unit.count);

/** Arena and output buffers that fit every unit; a tiled one takes what there is. */
export function slotBuffers(tensors: readonly TensorPlan[], units: readonly Unit[], limits: SlotLimits, summary: boolean) {
  let arena = 0;
  let out = 0;
  for (const unit of units) {
    if (unit.tiled) continue;
    const placed = placeUnit(tensorsOf(tensors, unit), summary);
    arena = Math.max(arena, placed.arenaBytes);
    out = Math.max(out, placed.outBytes);
  }
  if (units.some((u) => u.tiled)) {
    arena = Math.max(arena, Math.floor(Math.min(limits.slotBytes * TILE_ARENA, limits.bufferBytes)));
    out = Math.max(out, Math.floor(Math.min(limits.slotBytes * (1 - TILE_ARENA), limits.bufferBytes)));
  }
  return { arenaBytes: arena, outBytes: out };
}

/** Share of a slot that holds the inputs of a tile; the rest is its result. */
const TILE_ARENA = 0.75;

/** Requests are for windows; long windows are asked for in pieces of this size. */
export const PIECE_BYTES = 16 * 1024 * 1024;

export function costOf(
  tensors: readonly TensorPlan[],
  units: readonly Unit[],
  sources: number,
  limits: SlotLimits,
  headerBytes: number,
  summary: boolean,
): Cost {
  const readBySource = Array.from({ length: sources }, () => 0);
  for (const o of distinct(distinctOperands(tensors).flatMap(filesBehind)))
    readBySource[o.source] = (readBySource[o.source] ?? 0) + o.bytes;
  let requests = 0;
  let scratchBytes = 0;
  for (const unit of units) {
    const placed = placeUnit(tensorsOf(tensors, unit), summary);
    requests += placed.windows.reduce((n, w) => n + Math.ceil(w.bytes / PIECE_BYTES), 0);
    if (unit.tiled) scratchBytes = Math.max(scratchBytes, placed.arenaBytes);
  }
  const { arenaBytes, outBytes } = slotBuffers(tensors, units, limits, summary);
  return {
    tensors: tensors.length,
    elements: tensors.reduce((n, t) => n + t.shape.reduce((m, d) => m * d, 1), 0),
    readBytes: readBySource.reduce((a, b) => a + b, 0),
    readBySource,
    requests,
    writeBytes: tensors.reduce((n, t) => n + t.bytes, headerBytes),
    scratchBytes: scratchBytes * limits.slots,
    memoryBytes: (arenaBytes + outBytes) * limits.slots,
  };
}
