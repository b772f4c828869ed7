/**
 * Counter-based random numbers: the draw of an entry depends on the key and the entry's index alone, so every device,
 * tile order and worker draws the same.
 *
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Key = [seed, model];
 * counter = [low and high word of index >> 2, name, stream]; entry `index` takes output word index & 3.
 */

/** What a stream of draws hangs on; all are unsigned 32-bit numbers. */
export interface PhiloxKey {
  readonly seed: number;
  /** Position of the source in the recipe. */
  readonly model: number;
  /** {@link hashName} of the tensor's name. */
  readonly name: number;
  /** Separates draws with different purposes. */
  readonly stream: number;
}

const PHILOX = { rounds: 10, multipliers: [0xd2511f53, 0xcd9e8d57], weyl: [0x9e3779b9, 0xbb67ae85] } as const;

const TWO_32 = 2 ** 32;

/** The four output words of one counter. Words in and out are unsigned 32-bit numbers. */
export function philox4x32(counter: readonly number[], key: readonly number[], out: Uint32Array): void {
  let [x0 = 0, x1 = 0, x2 = 0, x3 = 0] = counter;
  let [k0 = 0, k1 = 0] = key;
  const [m0, m1] = PHILOX.multipliers;
  for (let round = 0; round < PHILOX.rounds; round++) {
    const high0 = multiplyHigh(m0, x0);
    const high1 = multiplyHigh(m1, x2);
    const low0 = Math.imul(m0, x0);
    const low1 = Math.imul(m1, x2);
    x0 = (high1 ^ x1 ^ k0) >>> 0;
    x1 = low1 >>> 0;
    x2 = (high0 ^ x3 ^ k1) >>> 0;
    x3 = low0 >>> 0;
    k0 = (k0 + PHILOX.weyl[0]) >>> 0;
    k1 = (k1 + PHILOX.weyl[1]) >>> 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 0x10000);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** The 32-bit draw of each entry (index up to 2^53). Cheapest when asked in order. */
export function createDraws(key: PhiloxKey): (index: number) => number {
  const words = new Uint32Array(4);
  let current = -1;
  return (index) => {
    const block = Math.floor(index / 4);
    if (block !== current) {
      philox4x32([block % TWO_32, Math.floor(block / TWO_32), key.name, key.stream], [key.seed, key.model], words);
      current = block;
    }
    return words[index % 4] ?? 0;
  };
}

/** Added to a stream's number, this is the stream of its first digits. */
const FIRST_DIGITS = 2 ** 31;

/**
 * Whether an entry (index up to 2^53) comes up with a probability of `below` / 2^32: whether a 32-bit number is below
 * it. Its upper 8 bits are a digit of which one block of words holds sixteen (entry `index`: block index >> 4, word
 * (index >> 2) & 3, byte index & 3, the lowest first) and which decides for all but one entry in 256; its lower 24 are
 * those of the entry's draw, made for that one only. Cheapest when asked in order.
 */
export function createTrials(key: PhiloxKey, below: number): (index: number) => boolean {
  const words = createDraws({ ...key, stream: key.stream + FIRST_DIGITS });
  const draw = createDraws(key);
  const [first, rest] = [Math.floor(below / 2 ** 24), below % 2 ** 24];
  return (index) => {
    const digit = (words(Math.floor(index / 4)) >>> (8 * (index % 4))) & 0xff;
    return digit === first ? draw(index) % 2 ** 24 < rest : digit < first;
  };
}

/** A probability in [0, 1] in 2^32nds, for {@link createTrials}. */
export const fixedPoint = (probability: number): number => Math.round(Math.min(Math.max(probability, 0), 1) * TWO_32);

/** FNV-1a, 32 bits, over the UTF-8 bytes of a name. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
