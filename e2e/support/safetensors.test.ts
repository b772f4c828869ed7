import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const FILE = writeSafetensors({ a: { shape: [2, 2], values: [1, -2, 0.5, 3] }, b: { shape: [], values: [7] } });

test('what is written is read back', () => {
  const tensors = readSafetensors(FILE);
  expect([...(tensors.get('a')?.values ?? [])]).toEqual([1, -2, 0.5, 3]);
  expect(tensors.get('b')).toMatchObject({ dtype: 'F32', shape: [] });
});

test('bytes that the header does not explain are a fault', () => {
  expect(() => readSafetensors(Buffer.concat([FILE, Buffer.from([0])]))).toThrow('its header describes');
});

test('half-precision formats, by hand', () => {
  const header = JSON.stringify({
    x: { dtype: 'BF16', shape: [3], data_offsets: [0, 6] },
    y: { dtype: 'F16', shape: [4], data_offsets: [6, 14] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const words = Buffer.from(Uint16Array.of(0x3f80, 0xc040, 0x7f80, 0x3c00, 0xc200, 0x0001, 0x7c00).buffer);
  const tensors = readSafetensors(Buffer.concat([length, Buffer.from(header), words]));
  expect([...(tensors.get('x')?.values ?? [])]).toEqual([1, -3, Number.POSITIVE_INFINITY]);
  expect([...(tensors.get('y')?.values ?? [])]).toEqual([1, -3, 2 ** -24, Number.POSITIVE_INFINITY]);
});
