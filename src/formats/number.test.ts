import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DTYPES } from './dtype.ts';
import { decode, encode, fromBits, fromFloat32Bits, magnitudeBits, roundTo, type SmallFloat, spacing, toBits } from './number.ts';

const SMALL: readonly SmallFloat[] = ['F16', 'BF16', 'F8_E4M3', 'F8_E5M2'];
const codesOf = (dtype: SmallFloat) => Array.from({ length: 2 ** (8 * DTYPES[dtype].bytes) }, (_, code) => code);

describe.each(SMALL)('%s', (dtype) => {
  test('every code survives decoding and encoding', () => {
    const wrong = codesOf(dtype).filter((code) => {
      const value = fromBits(dtype, code);
      return Number.isNaN(value) ? !Number.isNaN(fromBits(dtype, toBits(dtype, value))) : toBits(dtype, value) !== code;
    });
    expect(wrong).toEqual([]);
  });

  test('a value between two neighbours goes to the nearer, from half-way to the even one', () => {
    for (const code of codesOf(dtype).slice(0, 2 ** (8 * DTYPES[dtype].bytes - 1) - 1)) {
      const low = fromBits(dtype, code);
      const high = fromBits(dtype, code + 1);
      if (!Number.isFinite(low) || !Number.isFinite(high)) continue;
      const middle = (low + high) / 2;
      const step = (high - low) / 2 ** 30;
      expect([middle - step, middle, middle + step].map((x) => toBits(dtype, x))).toEqual([code, code + (code & 1), code + 1]);
    }
  });

  test('arrays decode and encode as single numbers do, at any alignment', () => {
    const codes = codesOf(dtype);
    const bytes = new Uint8Array(codes.length * DTYPES[dtype].bytes + 1).subarray(1);
    const values = new Float64Array(codes.length);
    encode(
      dtype,
      codes.map((code) => fromBits(dtype, code)),
      bytes,
    );
    decode(dtype, bytes, values);
    expect([...values]).toEqual(codes.map((code) => fromBits(dtype, code)));
  });
});

test.each([
  ['F16', 65519.99, 0x7bff],
  ['F16', 65520, 0x7c00],
  ['F16', -1e300, 0xfc00],
  ['F16', 2 ** -25, 0],
  ['F16', 2 ** -24, 1],
  ['BF16', 3.4e38, 0x7f80],
  ['BF16', 1 + 2 ** -8, 0x3f80], // half-way: even
  ['BF16', 1 + 2 ** -8 + 2 ** -40, 0x3f81], // would be lost by rounding to float32 first
  ['BF16', -0, 0x8000],
  ['F8_E4M3', 448, 0x7e],
  ['F8_E4M3', 464, 0x7e],
  ['F8_E4M3', 464.01, 0x7f],
  ['F8_E4M3', Infinity, 0x7f],
  ['F8_E4M3', 2 ** -9, 1],
  ['F8_E5M2', 57344, 0x7b],
  ['F8_E5M2', 61439, 0x7b],
  ['F8_E5M2', 61440, 0x7c],
] as const)('%s %d', (dtype, value, code) => {
  expect(toBits(dtype, value).toString(16)).toBe(code.toString(16));
});

test('F32 and F64 arrays', () => {
  const values = [1.1, -0, Infinity, 1e-45, 1e300];
  for (const [dtype, expected] of [
    ['F64', values],
    ['F32', values.map(Math.fround)],
  ] as const) {
    const bytes = new Uint8Array(values.length * DTYPES[dtype].bytes);
    const back = new Float64Array(values.length);
    encode(dtype, values, bytes);
    decode(dtype, bytes, back);
    expect([...back]).toEqual(expected);
  }
});

test('rounding is within half a spacing, and float32 keeps what a narrower format holds', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SMALL, 'F32' as const), fc.double({ min: -400, max: 400, noNaN: true }), (dtype, x) => {
      const rounded = roundTo(dtype, x);
      expect(Math.abs(rounded - x)).toBeLessThanOrEqual(spacing(dtype, x) / 2);
      expect(Math.fround(rounded)).toBe(rounded);
      expect(roundTo(dtype, rounded)).toBe(rounded);
    }),
  );
});

test('magnitudes order as their bits', () => {
  expect(magnitudeBits(-1)).toBe(0x3f800000);
  expect(magnitudeBits(-Infinity)).toBe(0x7f800000);
  expect(fromFloat32Bits(magnitudeBits(0.1))).toBe(Math.fround(0.1));
});
