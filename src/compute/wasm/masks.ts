/**
 * Masks that Bernoulli keeps have drawn. A rule with such a keep measures a tile before it makes it: drawing is most of
 * the work, a bit is little to remember, and so the last masks stay.
 */
import type { Keep, Tile } from '../backend.ts';
import type { Heap } from './heap.ts';
import type { Kernels } from './machine.ts';

type Bernoulli = Extract<Keep, { kind: 'bernoulli' }>;

export interface Masks {
  /** Address of a tile's mask, whose entry i is bit `first` + i; good until the next `forget`. */
  drawn(tile: Tile, keep: Bernoulli): { readonly at: number; readonly first: number };
  /** Between calls: lets go of the masks that were not used for longest, beyond what all may take. */
  forget(): void;
}

/** Those of eight models and 32 million entries. */
const MOST_BYTES = 32 * 2 ** 20;

/** Masks begin at a multiple of this: one block of Philox decides it. */
const BLOCK = 16;
/** Entries that the kernel draws at a time, and the bytes of their bits. */
const GROUP = 64;
const GROUP_BYTES = 8;

export function createMasks(kernels: Kernels, heap: Heap): Masks {
  /** The one that was not used for longest first. */
  const masks = new Map<string, { readonly at: number; readonly bytes: number }>();
  let held = 0;
  const draw = ({ first, rows, columns }: Tile, { probability, stream: { name, stream, seed, model } }: Bernoulli) => {
    const groups = Math.ceil(((first % BLOCK) + rows * columns) / GROUP);
    const bytes = groups * GROUP_BYTES;
    const at = heap.take(bytes);
    held += bytes;
    kernels.drawMask(at, Math.floor(first / BLOCK), name, stream, seed, model, Math.ceil(probability), groups);
    return { at, bytes };
  };
  return {
    drawn(tile, keep) {
      const key = JSON.stringify([tile, keep]);
      const mask = masks.get(key) ?? draw(tile, keep);
      masks.delete(key);
      masks.set(key, mask);
      return { at: mask.at, first: tile.first % BLOCK };
    },
    forget() {
      for (const [key, { at, bytes }] of masks) {
        if (held <= MOST_BYTES) return;
        heap.release(at);
        masks.delete(key);
        held -= bytes;
      }
    },
  };
}
