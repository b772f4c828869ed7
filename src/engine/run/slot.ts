/** A slot: one backend with the two buffers that a unit needs. Holding it is the only right to have bytes in flight. */

import { forEachBounded } from '../../base/concurrency.ts';
import { type Backend, type DeviceBuffer, isShared } from '../../compute/backend.ts';
import { PIECE_BYTES } from '../plan/units.ts';
import type { OperandReader } from './operand-reader.ts';
import type { Meter } from './progress.ts';

export interface Slot {
  readonly backend: Backend;
  readonly arena: DeviceBuffer;
  readonly out: DeviceBuffer;
  /** On the way from the output buffer to a file: one piece at a time. */
  readonly piece: Uint8Array<ArrayBuffer>;
  free(): void;
}

export function createSlot(backend: Backend, arenaBytes: number, outBytes: number): Slot {
  const arena = backend.alloc(arenaBytes);
  const out = backend.alloc(outBytes);
  return {
    backend,
    arena,
    out,
    piece: new Uint8Array(Math.min(LOCAL_PIECE_BYTES, outBytes)),
    free() {
      backend.free(arena);
      backend.free(out);
    },
  };
}

const NOTHING = new Uint8Array(0);

/** Bytes between a slot and what is near: few, as every slot has some under way. */
const LOCAL_PIECE_BYTES = 4 * 1024 * 1024;

/** A stretch of what a reader gives, and where in the arena it goes. */
export interface Load {
  readonly read: OperandReader['read'];
  readonly offset: number;
  readonly bytes: number;
  readonly at: number;
  /** Nearby bytes come in small pieces, which keep little in flight; far ones in few requests. */
  readonly local?: boolean | undefined;
}

/** Requests under way for one slot; sources bound their own hosts besides. */
const READS = 4;

/** Fills the arena. Bytes go straight into the backend's memory where the host can reach it, else by transferred pieces. */
export async function load(slot: Slot, loads: readonly Load[], meter: Meter, signal: AbortSignal, arrived?: Arrived): Promise<void> {
  const pieces = loads.flatMap((l) => cut(l));
  await forEachBounded(pieces, READS, signal, async (piece, stop) => {
    const direct = slot.backend.host(slot.arena)?.subarray(piece.at, piece.at + piece.bytes);
    const into = direct ?? slot.backend.staging(piece.bytes);
    await meter.during('read', piece.bytes, () => piece.read(piece.offset, into, stop));
    await arrived?.(piece.at, into);
    if (!direct) slot.backend.upload(slot.arena, piece.at, into, true);
  });
}

/** Called with the bytes of each piece before they are handed over, to keep a copy. */
export type Arrived = (at: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

function cut(l: Load): Load[] {
  const pieces: Load[] = [];
  const most = l.local ? LOCAL_PIECE_BYTES : PIECE_BYTES;
  for (let done = 0; done < l.bytes; done += most) {
    pieces.push({ ...l, offset: l.offset + done, at: l.at + done, bytes: Math.min(most, l.bytes - done) });
  }
  return pieces;
}

/**
 * Takes `bytes` from `offset` of the output buffer to where they belong: `write` hears their place among them. Memory
 * that does not move is written from where it lies.
 */
export async function unload(
  { backend, out, piece }: Slot,
  offset: number,
  bytes: number,
  write: (at: number, piece: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  const near = backend.host(out);
  const lying = near && isShared(near) ? near.subarray(offset, offset + bytes) : undefined;
  if (lying) await backend.download(out, offset, NOTHING); // what makes the bytes has run
  for (let done = 0; done < bytes; done += piece.length) {
    const next = lying?.subarray(done, done + piece.length) ?? piece.subarray(0, Math.min(piece.length, bytes - done));
    if (!lying) await backend.download(out, offset + done, next);
    await write(done, next);
  }
}
