/**
 * PyTorch's CPU generator, for recipes whose published result hangs on it: MT19937 (Matsumoto and Nishimura 1998)
 * seeded with one 32-bit number; a Bernoulli entry takes one 32-bit draw and uses its lowest 24 bits.
 */

const SIZE = 624;
const SHIFT = 397;
const DRAW_BITS = 0xffffff;

export interface TorchRandom {
  /** The next 32-bit draw. */
  next(): number;
  /** Passes over `count` draws. */
  skip(count: number): void;
  /** A generator that goes on from here without moving this one. */
  fork(): TorchRandom;
  /** Sets bits 0 … count − 1 (least significant first in each byte): whether the draw, in [0, 1), is below `p` as float32. */
  fillBits(bits: Uint8Array, count: number, p: number): void;
  /** The lowest 24 bits of one draw for each entry. */
  fill24(draws: Uint32Array): void;
}

export const createTorchRandom = (seed: number): TorchRandom => continueFrom(seeded(seed), SIZE);

function seeded(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE);
  let last = seed >>> 0;
  state[0] = last;
  for (let i = 1; i < SIZE; i++) {
    last = (Math.imul(1812433253, last ^ (last >>> 30)) + i) >>> 0;
    state[i] = last;
  }
  return state;
}

function continueFrom(state: Uint32Array, position: number): TorchRandom {
  const next = (): number => {
    if (position === SIZE) renew();
    return temper(state[position++] ?? 0);
  };
  const renew = (): void => {
    twist(state);
    position = 0;
  };
  return {
    next,
    skip(count) {
      for (let left = count; left > 0; ) {
        if (position === SIZE) renew();
        const step = Math.min(left, SIZE - position);
        position += step;
        left -= step;
      }
    },
    fork: () => continueFrom(state.slice(), position),
    fillBits(bits, count, p) {
      const below = Math.ceil(Math.fround(p) * 2 ** 24);
      bits.fill(0, 0, Math.ceil(count / 8));
      for (let i = 0; i < count; i++) if ((next() & DRAW_BITS) < below) bits[i >>> 3] = (bits[i >>> 3] ?? 0) | (1 << (i & 7));
    },
    fill24(draws) {
      for (let i = 0; i < draws.length; i++) draws[i] = next() & DRAW_BITS;
    },
  };
}

/** The next 624 words of the state, in place. */
function twist(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const y = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % SIZE] ?? 0) & 0x7fffffff);
    state[i] = (state[(i + SHIFT) % SIZE] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}

function temper(word: number): number {
  let y = word ^ (word >>> 11);
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}
