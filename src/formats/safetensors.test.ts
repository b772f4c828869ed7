import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlloyError } from '../base/errors.ts';
import { DTYPES, type DType } from './dtype.ts';
import { layoutFiles, tensorBytes } from './layout.ts';
import { headerLength, MAX_HEADER_BYTES, parseHeader } from './safetensors.ts';

function head(json: string | Uint8Array, claimed?: number): Uint8Array {
  const body = typeof json === 'string' ? new TextEncoder().encode(json) : json;
  const bytes = new Uint8Array(8 + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed ?? body.length), true);
  bytes.set(body, 8);
  return bytes;
}

/** Parses a header in front of `data` bytes of tensors. */
function parse(json: string | Uint8Array, data: number) {
  const bytes = head(json);
  return parseHeader(bytes, bytes.length + data, 'model.safetensors');
}

function fault(work: () => unknown): AlloyError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AlloyError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

const entry = (shape: readonly number[], begin: number, end: number, dtype = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

describe('a header', () => {
  test('gives tensors in the order of their bytes, with offsets from the start of the file', () => {
    const json = `{"__metadata__":{"format":"pt"},"b":${entry([2], 12, 20)},"a":${entry([3], 0, 12)}}  `;
    const { tensors, metadata, headerBytes } = parse(json, 20);
    expect(headerBytes).toBe(8 + json.length);
    expect(metadata).toEqual({ format: 'pt' });
    expect(tensors.map(({ name, offset, bytes }) => [name, offset - headerBytes, bytes])).toEqual([
      ['a', 0, 12],
      ['b', 12, 8],
    ]);
  });

  test('may hold scalars and tensors without entries', () => {
    const { tensors } = parse(`{"z":${entry([0, 7], 4, 4)},"s":${entry([], 0, 4)},"e":${entry([0], 0, 0)}}`, 4);
    expect(tensors.map(({ name }) => name)).toEqual(['e', 's', 'z']);
  });

  test('may place tensors beyond 4 GiB', () => {
    const far = 6 * 2 ** 30;
    const { tensors, headerBytes } = parse(`{"a":${entry([far], 0, far, 'U8')},"b":${entry([2], far, far + 8)}}`, far + 8);
    expect(tensors[1]).toMatchObject({ name: 'b', offset: headerBytes + far, bytes: 8 });
  });

  test('may call a tensor __proto__', () => {
    expect(parse(`{"__proto__":${entry([1], 0, 4)}}`, 4).tensors[0]?.name).toBe('__proto__');
  });

  const bad: readonly (readonly [string, string | Uint8Array, number, RegExp])[] = [
    ['overlapping tensors', `{"a":${entry([2], 0, 8)},"b":${entry([2], 4, 12)}}`, 12, /overlap/],
    ['a gap between tensors', `{"a":${entry([1], 0, 4)},"b":${entry([1], 8, 12)}}`, 12, /4 unexplained bytes before/],
    ['bytes before the first tensor', `{"a":${entry([1], 4, 8)}}`, 8, /unexplained bytes before/],
    ['bytes after the last tensor', `{"a":${entry([1], 0, 4)}}`, 9, /5 unexplained bytes after/],
    ['a file cut off', `{"a":${entry([2], 0, 8)}}`, 7, /ends 1 bytes too early/],
    ['a shape that does not fill the bytes', `{"a":${entry([3], 0, 8)}}`, 8, /does not fill/],
    ['a shape whose product overflows', `{"a":${entry([2 ** 40, 2 ** 40], 0, 8)}}`, 8, /does not fill/],
    ['an end before the beginning', `{"a":${entry([1], 4, 0)}}`, 4, /ends before/],
    ['the same name twice', `{"a":${entry([1], 0, 4)},"a":${entry([1], 4, 8)}}`, 8, /"a" appears twice/],
    ['the same name twice in disguise', `{"a":${entry([1], 0, 4)},"\\u0061":${entry([1], 4, 8)}}`, 8, /"a" appears twice/],
    ['a doubled key in an entry', `{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}`, 4, /"dtype" appears twice/],
    [
      'numbers beyond 2^53',
      `{"a":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,9007199254740993]}}`,
      8,
      /not a list of whole/,
    ],
    ['negative sizes', `{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}`, 1, /not a list of whole/],
    ['fractions', `{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1.5]}}`, 1, /pair of offsets/],
    ['too many dimensions', `{"a":${entry(Array(65).fill(1), 0, 4)}}`, 4, /65 dimensions/],
    ['a name without end', `{"${'n'.repeat(2000)}":${entry([1], 0, 4)}}`, 4, /more than 1024/],
    ['an unknown number format', `{"a":${entry([1], 0, 4, 'F99')}}`, 4, /"F99" is not one/],
    ['metadata that is not text', `{"__metadata__":{"a":1}}`, 0, /metadata/],
    ['deep nesting', `{"a":${'['.repeat(5000)}`, 0, /nested deeper/],
    ['a list', '[]', 0, /JSON object/],
    ['not JSON', '{"a":}', 0, /not JSON/],
    ['text that is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 0, /UTF-8/],
  ];
  test.each(bad)('is refused with %s', (_, json, data, words) => {
    const error = fault(() => parse(json, data));
    expect(error.code).toBe('bad-file');
    expect(error.what).toMatch(words);
    expect(error.where).toContain('model.safetensors');
  });

  test('names formats of quantised models for what they are', () => {
    const error = fault(() => parse(`{"a":${entry([1], 0, 1, 'F8_E8M0')}}`, 1));
    expect(error.code).toBe('unsupported');
    expect(error.what).toMatch(/F8_E8M0.*block-quantised/);
  });
});

describe('the length of a header', () => {
  test('is that of the JSON', () => expect(headerLength(head('{}'), 10, 'f')).toBe(2));
  test.each([
    ['a short file', head('{}').subarray(0, 5), 5],
    ['more than the file has', head('{}', 11), 10],
    ['more than the limit', head('{}', MAX_HEADER_BYTES + 1), 2 ** 40],
    ['64 bits of ones', new Uint8Array(8).fill(255), 2 ** 40],
  ])('is refused: %s', (_, bytes, size) => expect(fault(() => headerLength(bytes, size, 'f')).code).toBe('bad-file'));
});

const dtypes = fc.constantFrom(...(Object.keys(DTYPES) as DType[]));
const tensor = fc.record({
  name: fc.string({ maxLength: 20, unit: 'binary' }),
  dtype: dtypes,
  shape: fc.array(fc.nat(5), { maxLength: 4 }),
});
const tensorLists = fc
  .uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 12 })
  .filter((list) => list.every(({ name }) => name !== '__metadata__'));

describe('what is laid out', () => {
  test('is read back the same', () => {
    fc.assert(
      fc.property(tensorLists, fc.nat(200), fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }), (tensors, shardBytes, metadata) => {
        const { files, places } = layoutFiles(tensors, { shardBytes, metadata });
        const read = files.flatMap((file) => {
          const header = parseHeader(file.header, file.bytes, file.path);
          expect(header.metadata).toEqual({ format: 'pt', ...metadata });
          expect(header.headerBytes).toBe(file.header.length);
          expect(header.tensors.length).toBe(file.tensors);
          return [...header.tensors];
        });
        const planned = tensors.map((one) => {
          const place = places.get(one.name);
          return { ...one, file: files[place?.file ?? -1]?.path, offset: place?.offset, bytes: tensorBytes(one) };
        });
        const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
        expect(read.sort(byName)).toEqual(planned.sort(byName));
      }),
    );
  });

  test('survives no change of a byte of the header unnoticed, and never breaks the reader', () => {
    const { files } = layoutFiles(
      [
        { name: 'a.weight', dtype: 'BF16', shape: [4, 2] },
        { name: 'b', dtype: 'I64', shape: [1] },
      ],
      { shardBytes: 1000 },
    );
    const file = files[0];
    if (!file) throw new Error('no file');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(file.header.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = file.header.slice();
        for (const [at, value] of changes) bytes[at] = value;
        expectHeaderOrFault(bytes, file.bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test('random bytes never break the reader', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(400), expectHeaderOrFault), { numRuns: 1000 });
    fc.assert(
      fc.property(fc.json(), fc.nat(100), (json, data) => expectHeaderOrFault(head(json), head(json).length + data)),
      { numRuns: 1000 },
    );
  });
});

/** What is read stays inside the file; everything else is a fault of the file. */
function expectHeaderOrFault(bytes: Uint8Array, fileBytes: number): void {
  try {
    const { tensors, headerBytes } = parseHeader(bytes, fileBytes, 'f');
    for (const { offset, bytes: size } of tensors) expect(offset >= headerBytes && offset + size <= fileBytes).toBe(true);
  } catch (thrown) {
    if (!(thrown instanceof AlloyError)) throw thrown;
    expect(['bad-file', 'unsupported']).toContain(thrown.code);
  }
}
