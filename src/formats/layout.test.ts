import { expect, test } from 'vitest';
import { layoutFiles, type OutputTensor } from './layout.ts';

const f32 = (name: string, entries: number): OutputTensor => ({ name, dtype: 'F32', shape: [entries] });
const text = (header: Uint8Array) => new TextDecoder().decode(header.subarray(8));

test('one file has the plain name, no index, and exactly the bytes of the reference library', () => {
  const tensors: OutputTensor[] = [
    { name: 'b', dtype: 'BF16', shape: [2, 3] },
    { name: 'a', dtype: 'F32', shape: [] },
    { name: 'c', dtype: 'F16', shape: [1] },
    { name: 'A', dtype: 'F32', shape: [2] },
    { name: '10', dtype: 'I64', shape: [1] },
  ];
  const { files, index, places } = layoutFiles(tensors, { shardBytes: 1e9 });
  expect(index).toBeUndefined();
  expect(files.map(({ path }) => path)).toEqual(['model.safetensors']);
  expect(text(files[0]?.header ?? new Uint8Array())).toBe(
    '{"__metadata__":{"format":"pt"},"10":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"A":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[16,20]},"b":{"dtype":"BF16","shape":[2,3],"data_offsets":[20,32]},' +
      '"c":{"dtype":"F16","shape":[1],"data_offsets":[32,34]}}     ',
  );
  expect(places.get('c')).toEqual({ file: 0, offset: (files[0]?.header.length ?? 0) + 32, bytes: 2 });
  expect((files[0]?.header.length ?? 1) % 8).toBe(0);
});

test('a file is full when the next tensor would exceed the limit; a larger tensor stands alone', () => {
  const tensors = [f32('a', 2), f32('b', 2), f32('c', 1), f32('big', 100), f32('d', 1)];
  const { files, index } = layoutFiles(tensors, { shardBytes: 16 });
  expect(files.map(({ path, tensors: count }) => [path, count])).toEqual([
    ['model-00001-of-00004.safetensors', 2],
    ['model-00002-of-00004.safetensors', 1],
    ['model-00003-of-00004.safetensors', 1],
    ['model-00004-of-00004.safetensors', 1],
  ]);
  expect(index?.path).toBe('model.safetensors.index.json');
  expect(JSON.parse(index?.text ?? '')).toEqual({
    metadata: { total_size: 424 },
    weight_map: {
      a: 'model-00001-of-00004.safetensors',
      b: 'model-00001-of-00004.safetensors',
      big: 'model-00003-of-00004.safetensors',
      c: 'model-00002-of-00004.safetensors',
      d: 'model-00004-of-00004.safetensors',
    },
  });
});

test('sizes beyond 4 GiB stay exact', () => {
  const { files, places } = layoutFiles([f32('a', 3 * 2 ** 30), f32('b', 1)], { shardBytes: 1e12 });
  expect(places.get('b')?.offset).toBe((files[0]?.header.length ?? 0) + 12 * 2 ** 30);
});

test('a repeated name is our mistake', () => {
  expect(() => layoutFiles([f32('a', 1), f32('a', 1)], { shardBytes: 8 })).toThrow(/Invariant/);
});
