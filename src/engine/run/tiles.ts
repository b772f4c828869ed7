/**
 * A step's inputs, tile by tile, and the way out for its result. Two forms: `resident`, where whole tensors lie in the
 * arena already and the one tile is the tensor; and `tiled`, where a tensor too large for a slot passes through it in
 * stretches of rows, kept in a scratch file after the first pass when reading it again would cost the network.
 */
import { defined } from '../../base/assert.ts';
import { forEachBounded } from '../../base/concurrency.ts';
import type { Operand, Tile } from '../../compute/backend.ts';
import { elementsOf } from '../../formats/checkpoint.ts';
import { DTYPES, type FloatDType } from '../../formats/dtype.ts';
import type { Scratch } from '../../io/output.ts';
import type { CheckpointSource } from '../../io/source.ts';
import { align, keyOf, placeTile, type StepPlacement, type TensorPlacement } from '../plan/arena.ts';
import type { MergeStep, OperandPlan, ReadOperand, TensorPlan } from '../plan-types.ts';
import { readerOf } from './derived.ts';
import { type Meter, quietMeter } from './progress.ts';
import { type Load, load, type Slot, unload } from './slot.ts';

/** One tile with its operands in the slot's arena. */
export interface LoadedTile {
  readonly tile: Tile;
  readonly operands: readonly Operand[];
  /** Where a `run` puts the tile's result in the slot's output buffer. */
  readonly out: Operand;
  /** Where a copy of the result may lie in the arena, beside the operands. */
  readonly result: Operand;
}

export interface Tiles {
  /** Visits every tile in order; a visit that gives `true` ends the pass. */
  each(visit: (loaded: LoadedTile) => Promise<boolean | undefined>): Promise<void>;
  /** Takes a tile's finished result from the output buffer to where it belongs. */
  deliver(loaded: LoadedTile): Promise<void>;
}

/** Receives the bytes of the output tensor at positions within it. */
export type Write = (position: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/** rows × columns of a shape: whole rows of the last dimension. */
export function matrixOf(shape: readonly number[]): { rows: number; columns: number; elements: number } {
  const elements = elementsOf(shape);
  const columns = shape.at(-1) ?? 1;
  return { rows: columns ? elements / columns : 0, columns, elements };
}

const dtypeOf = (tensor: TensorPlan, step: MergeStep, input: number): FloatDType => {
  const operand = step.inputs[input];
  const made = operand?.kind === 'step' ? tensor.steps[operand.step]?.dtype : operand?.dtype;
  return made as FloatDType; // a merge step has float inputs only: the planner sees to it
};

export function residentTiles(slot: Slot, tensor: TensorPlan, index: number, placed: TensorPlacement): Tiles {
  const step = tensor.steps[index] as MergeStep;
  const own = placed.steps[index] as StepPlacement;
  const { rows, columns, elements } = matrixOf(step.shape);
  const loaded: LoadedTile = {
    tile: { first: 0, rows, columns },
    operands: step.inputs.map((_, i) => ({ offset: own.inputs[i] ?? 0, dtype: dtypeOf(tensor, step, i) })),
    out: { offset: placed.out, dtype: step.dtype },
    result: { offset: placed.result, dtype: step.dtype },
  };
  return {
    async each(visit) {
      if (elements) await visit(loaded);
    },
    async deliver() {
      // The last step's result stays in the output buffer until the whole unit is written.
      if (own.kept !== undefined)
        slot.backend.copy(slot.out, placed.out, slot.arena, own.kept, align(elements * DTYPES[step.dtype].bytes, 4));
    },
  };
}

/** Regions of a scratch file: one for each operand and intermediate step of the tensor. */
export interface ScratchFile {
  readonly scratch: Scratch;
  /** First byte of an operand's copy; undefined until it is complete. */
  kept(key: string): number | undefined;
  reserve(key: string, bytes: number): number;
  complete(key: string): void;
}

export function scratchRegions(scratch: Scratch): ScratchFile {
  const at = new Map<string, number>();
  const whole = new Set<string>();
  let end = 0;
  return {
    scratch,
    kept: (key) => (whole.has(key) ? at.get(key) : undefined),
    reserve(key, bytes) {
      const here = at.get(key) ?? end;
      if (!at.has(key)) end += align(bytes);
      at.set(key, here);
      return here;
    },
    complete: (key) => void whole.add(key),
  };
}

export interface TiledContext {
  readonly slot: Slot;
  readonly sources: readonly CheckpointSource[];
  readonly scratch: ScratchFile;
  readonly meter: Meter;
  readonly signal: AbortSignal;
  readonly write: Write;
}

export function tiledTiles(context: TiledContext, tensor: TensorPlan, index: number): Tiles {
  const step = tensor.steps[index] as MergeStep;
  const last = index === tensor.steps.length - 1;
  const shape = matrixOf(step.shape);
  const sizes = step.inputs.map((_, i) => DTYPES[dtypeOf(tensor, step, i)].bytes);
  const outSize = DTYPES[step.dtype].bytes;
  const tiles = cutTiles(shape, sizes, outSize, context.slot);
  const readTile = tileReader(context, step, sizes);
  return {
    async each(visit) {
      for (const tile of tiles) {
        const count = tile.rows * tile.columns;
        const { at, arenaBytes } = placeTile(
          step.inputs,
          sizes.map((s) => s * count),
        );
        await readTile(tile, at);
        const operands = at.map((offset, i) => ({ offset, dtype: dtypeOf(tensor, step, i) }));
        const stop = await visit({
          tile,
          operands,
          out: { offset: 0, dtype: step.dtype },
          result: { offset: arenaBytes, dtype: step.dtype },
        });
        if (stop) return;
      }
      readTile.finished();
    },
    async deliver({ tile }) {
      const { slot, scratch } = context;
      const [start, bytes] = [tile.first * outSize, tile.rows * tile.columns * outSize];
      if (last) return await unload(slot, 0, bytes, (at, piece) => context.write(start + at, piece));
      const region = scratch.reserve(stepKey(index), shape.elements * outSize);
      await unload(slot, 0, bytes, (at, piece) => scratch.scratch.write(region + start + at, piece));
      if (tile.first + tile.rows * tile.columns === shape.elements) scratch.complete(stepKey(index));
    },
  };
}

const stepKey = (step: number): string => `step ${step}`;

/** Kernels add up in blocks of this many entries: tiles that start with a block give the same last bits as one whole tile. */
const BLOCK = 1024;

/** Whole rows while one row fits, else stretches of a row. */
function cutTiles(
  shape: { rows: number; columns: number; elements: number },
  sizes: readonly number[],
  outSize: number,
  slot: Slot,
): Tile[] {
  const perEntry = sizes.reduce((a, b) => a + b, 0);
  const room = slot.arena.bytes - 32 * (sizes.length + 2);
  // The result's copy lies in the arena too when distances are measured.
  const entries = Math.max(8, Math.floor(Math.min(room / (perEntry + outSize), (slot.out.bytes - 32) / outSize)));
  const tiles: Tile[] = [];
  if (entries >= shape.columns) {
    const most = wholeBlocks(Math.floor(entries / shape.columns), BLOCK / commonDivisor(BLOCK, shape.columns));
    for (let row = 0; row < shape.rows; row += most) {
      tiles.push({ first: row * shape.columns, rows: Math.min(most, shape.rows - row), columns: shape.columns });
    }
    return tiles;
  }
  const most = wholeBlocks(wholeBlocks(entries, 8), BLOCK);
  for (let row = 0; row < shape.rows; row++) {
    for (let column = 0; column < shape.columns; column += most) {
      tiles.push({ first: row * shape.columns + column, rows: 1, columns: Math.min(most, shape.columns - column) });
    }
  }
  return tiles;
}

/** The largest multiple of `block` that is at most n; n itself where there is none. */
const wholeBlocks = (n: number, block: number): number => (n < block ? n : n - (n % block));

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** Loads one tile's operands: from their files the first time, from scratch later where files are far away. */
function tileReader(context: TiledContext, step: MergeStep, sizes: readonly number[]) {
  const { slot, sources, scratch, meter, signal } = context;
  const readers = step.inputs.map((i) => (i.kind === 'step' ? undefined : readerOf(i, sources)));
  const far = step.inputs.filter((i, n): i is ReadOperand => i.kind !== 'step' && readers[n]?.local === false);
  let passed = false;
  const readInput = async (index: number, input: OperandPlan, span: Omit<Load, 'read'>, stop: AbortSignal): Promise<void> => {
    const kept = scratch.kept(input.kind === 'step' ? stepKey(input.step) : keyOf(input));
    if (kept !== undefined) {
      const one: Load = { ...span, local: true, read: (offset, into) => scratch.scratch.read(kept + offset, into) };
      return await load(slot, [one], quietMeter, stop);
    }
    if (input.kind === 'step') throw new Error('A step is read after it was made');
    const { read, local } = defined(readers[index], 'a reader');
    const one: Load = { ...span, read, local };
    const region = far.includes(input) ? scratch.reserve(keyOf(input), input.bytes) + span.offset : undefined;
    const keep =
      region === undefined
        ? undefined
        : (at: number, bytes: Uint8Array<ArrayBuffer>) => scratch.scratch.write(region + (at - span.at), bytes);
    // Only the first pass is progress: later ones read the same bytes again.
    await load(slot, [one], passed ? quietMeter : meter, stop, keep);
  };
  const readTile = (tile: Tile, at: readonly number[]): Promise<void> =>
    forEachBounded(step.inputs.entries(), step.inputs.length, signal, async ([i, input], stop) => {
      const size = sizes[i] ?? 0;
      await readInput(i, input, { offset: tile.first * size, bytes: tile.rows * tile.columns * size, at: at[i] ?? 0 }, stop);
    });
  return Object.assign(readTile, {
    /** A whole pass has been read: far files are complete in the scratch file. */
    finished: () => {
      passed = true;
      for (const input of far) scratch.complete(keyOf(input));
    },
  });
}
