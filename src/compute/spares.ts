/**
 * Memory for bytes on their way, used again and again. Fresh memory costs more than what is done with it: the system
 * clears every page, and a merge moves gigabytes.
 */

export interface Spares {
  /** Contents undefined. */
  take(bytes: number): Uint8Array<ArrayBuffer>;
  /** Nobody looks at the memory any more. */
  give(memory: ArrayBuffer): void;
  /** Work has ended: what is spare goes back to the system. */
  drop(): void;
}

/** Less than this comes cheaply from the heap. */
const LEAST_BYTES = 256 * 1024;
/** Sizes are rounded up, so that pieces of nearly equal size fit into each other's memory. */
const STEP_BYTES = 1024 * 1024;
/** What the pieces under way for one backend take together. */
const MOST_BYTES = 32 * 1024 * 1024;

export function createSpares(): Spares {
  /** By size. */
  const spares: ArrayBuffer[] = [];
  return {
    take(bytes) {
      if (bytes < LEAST_BYTES) return new Uint8Array(bytes);
      const place = spares.findIndex(({ byteLength }) => byteLength >= bytes);
      const [memory = new ArrayBuffer(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES)] = place < 0 ? [] : spares.splice(place, 1);
      return new Uint8Array(memory, 0, bytes);
    },
    give(memory) {
      if (memory.byteLength < LEAST_BYTES) return;
      spares.push(memory);
      spares.sort((a, b) => a.byteLength - b.byteLength);
      let held = spares.reduce((sum, { byteLength }) => sum + byteLength, 0);
      // The largest serve every piece.
      while (held > MOST_BYTES) held -= spares.shift()?.byteLength ?? held;
    },
    drop: () => void spares.splice(0),
  };
}
