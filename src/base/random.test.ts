import { describe, expect, test } from 'vitest';
import { createDraws, createTrials, fixedPoint, hashName, philox4x32 } from './random.ts';
import { createTorchRandom } from './torch-random.ts';

describe('Philox4x32-10', () => {
  // Known answers that the authors publish with Random123 (kat_vectors).
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('counter %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(counter, key, out);
    expect([...out].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
  });

  test('an entry takes word index & 3 of counter index >> 2, beyond 2^34 too', () => {
    const key = { seed: 1, model: 2, name: hashName('layer'), stream: 3 };
    const words = new Uint32Array(4);
    for (const index of [0, 5, 2 ** 34 + 7, 2 ** 52 + 2]) {
      const block = BigInt(index) >> 2n;
      philox4x32([Number(block & 0xffffffffn), Number(block >> 32n), key.name, key.stream], [key.seed, key.model], words);
      expect(createDraws(key)(index)).toBe(words[index % 4]);
    }
  });

  test('draws do not depend on the order of asking', () => {
    const key = { seed: 7, model: 0, name: 1, stream: 0 };
    const draw = createDraws(key);
    const forward = Array.from({ length: 20 }, (_, i) => draw(i));
    expect(Array.from({ length: 20 }, (_, i) => draw(19 - i)).reverse()).toEqual(forward);
    expect(new Set(forward).size).toBe(20);
  });
});

describe('trials', () => {
  const key = { seed: 5, model: 1, name: hashName('layer'), stream: 2 };
  const wordOf = (index: bigint, stream: number) => {
    const words = new Uint32Array(4);
    const block = index >> 2n;
    philox4x32([Number(block & 0xffffffffn), Number(block >> 32n), key.name, stream], [key.seed, key.model], words);
    return words[Number(index & 3n)] ?? 0;
  };
  /** The whole number, both parts of it. */
  const numberOf = (index: number) => {
    const digit = (wordOf(BigInt(index) >> 2n, 0x80000002) >>> (8 * (index % 4))) & 0xff;
    return digit * 2 ** 24 + (wordOf(BigInt(index), 2) % 2 ** 24);
  };

  test.each([0, 1, 2 ** 24, 2 ** 31, 0x4ccccccd, 2 ** 32 - 1, 2 ** 32])('come up below %i', (below) => {
    const trial = createTrials(key, below);
    for (const from of [0, 2 ** 36 - 20, 2 ** 52]) for (let i = from; i < from + 600; i++) expect(trial(i)).toBe(numberOf(i) < below);
  });

  test('are decided by the whole number where the first digit is not enough', () => {
    const tied = Array.from({ length: 4000 }, (_, i) => i).filter((i) => numberOf(i) >>> 24 === 77);
    expect(tied.length).toBeGreaterThan(5);
    for (const i of tied) expect([numberOf(i), numberOf(i) + 1].map((below) => createTrials(key, below)(i))).toEqual([false, true]);
  });
});

test('names hash as FNV-1a over UTF-8', () => {
  expect(hashName('')).toBe(0x811c9dc5);
  expect(hashName('a')).toBe(0xe40c292c);
  expect(hashName('foobar')).toBe(0xbf9cf968);
  expect(hashName('é')).not.toBe(hashName('e'));
});

test('probabilities as fixed-point numbers', () => {
  expect([0, 0.5, 1, 2, -1].map(fixedPoint)).toEqual([0, 2 ** 31, 2 ** 32, 2 ** 32, 0]);
});

describe("PyTorch's generator", () => {
  test('seed 7, lowest 24 bits', () => {
    const draws = new Uint32Array(6);
    createTorchRandom(7).fill24(draws);
    expect([...draws]).toEqual([8974511, 3335364, 11059737, 11020790, 3905091, 7131347]);
  });

  test('the reference sequence of MT19937 for its default seed', () => {
    const random = createTorchRandom(5489);
    expect(random.next()).toBe(3499211612);
    random.skip(9998); // the C++ standard gives the 10000th
    expect(random.next()).toBe(4123659995);
  });

  test('masks of density .5 in row-major order, one after the other', () => {
    const random = createTorchRandom(7);
    const masks = [0, 1, 2].map(() => {
      const bits = new Uint8Array(1);
      random.fillBits(bits, 8, 0.5);
      return Array.from({ length: 8 }, (_, i) => ((bits[0] ?? 0) >> i) & 1).join('');
    });
    expect(masks).toEqual(['01001110', '10001111', '01010100']);
  });

  test('a fork goes on alone', () => {
    const random = createTorchRandom(1);
    random.skip(1000);
    const fork = random.fork();
    const ahead = [fork.next(), fork.next()];
    expect([random.next(), random.next()]).toEqual(ahead);
  });
});
