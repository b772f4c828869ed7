/**
 * Where observing works: each lane has a few desks, and a desk an output buffer. What holds a desk of a lane may run
 * kernels there; several on a lane, because an answer from a device or a worker takes longer than most of the work.
 */
import type { Backend, DeviceBuffer } from '../../compute/backend.ts';
import type { Slot } from '../run/slot.ts';

export interface LaneDesks {
  readonly backend: Backend;
  /** Works with `arena` and an output buffer of at least `outBytes`. */
  use<T>(arena: DeviceBuffer, outBytes: number, work: (slot: Slot) => Promise<T>): Promise<T>;
  /** Frees the output buffers; none may be in use. */
  close(): void;
}

export const DESKS_PER_LANE = 4;

/** Observing writes no files. */
const UNUSED = new Uint8Array(0);

export function createLaneDesks(backend: Backend): LaneDesks {
  const free: (DeviceBuffer | undefined)[] = new Array<undefined>(DESKS_PER_LANE).fill(undefined);
  const waiting: (() => void)[] = [];
  const take = async (): Promise<DeviceBuffer | undefined> => {
    while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return free.pop();
  };
  const fitting = (out: DeviceBuffer | undefined, bytes: number): DeviceBuffer => {
    if (out && out.bytes >= bytes) return out;
    if (out) backend.free(out);
    return backend.alloc(bytes);
  };
  return {
    backend,
    async use(arena, outBytes, work) {
      let out = await take();
      try {
        out = fitting(out, outBytes);
        return await work({ backend, arena, out, piece: UNUSED, free: () => undefined });
      } finally {
        free.push(out);
        waiting.shift()?.();
      }
    },
    close() {
      for (const out of free) if (out) backend.free(out);
      free.fill(undefined);
    },
  };
}
