import { expect, test } from 'vitest';
import { gatherReads } from './gather.ts';

const never = new AbortController().signal;

/** A file whose bytes tell their place, and the requests for it; the test lets them end. */
function testFile() {
  const asked: { readonly offset: number; readonly bytes: number; readonly signal: AbortSignal }[] = [];
  const gate = Promise.withResolvers<void>();
  const read = gatherReads<object>(async (_file, offset, into, signal) => {
    asked.push({ offset, bytes: into.length, signal });
    await gate.promise;
    signal.throwIfAborted();
    for (let i = 0; i < into.length; i++) into[i] = (offset + i) % 251;
  });
  return { asked, read, open: gate.resolve, fail: gate.reject };
}

const started = () => new Promise((resolve) => setTimeout(resolve, 20));
const bytesAt = (offset: number, bytes: number) => Array.from({ length: bytes }, (_, i) => (offset + i) % 251);

test('neighbours are read together, whatever their order; what is far or in another file is not', async () => {
  const { asked, read, open } = testFile();
  const [one, other] = [{}, {}];
  const wanted = [
    [one, 228],
    [one, 100],
    [other, 200],
    [one, 500],
    [one, 164],
    [one, 130],
  ] as const;
  const parts = wanted.map(() => new Uint8Array(64));
  open();
  await Promise.all(wanted.map(([file, offset], i) => read(file, offset, parts[i] ?? new Uint8Array(), never)));
  expect(asked.map(({ offset, bytes }) => [offset, bytes])).toEqual([
    [100, 192],
    [200, 64],
    [500, 64],
  ]);
  expect(parts.map((part) => [...part])).toEqual(wanted.map(([, offset]) => bytesAt(offset, 64)));
});

test('a group is no longer than its limit, and large reads go alone and at once', async () => {
  const { asked, read, open } = testFile();
  const file = {};
  open();
  await Promise.all(Array.from({ length: 10 }, (_, i) => read(file, i * 900_000, new Uint8Array(900_000), never)));
  expect(asked.every(({ bytes }) => bytes <= 2 * 1024 * 1024)).toBe(true);
  expect(asked.length).toBe(5);
  expect(asked.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(9_000_000);
  const large = read(file, 0, new Uint8Array(2_000_000), never);
  expect(asked.at(-1)?.bytes).toBe(2_000_000);
  await large;
});

test('who gives up does not end the others; when all have given up, the request ends', async () => {
  const { asked, read, open } = testFile();
  const file = {};
  const [first, second] = [new AbortController(), new AbortController()];
  const part = new Uint8Array(10);
  const given = read(file, 0, new Uint8Array(10), first.signal);
  const kept = read(file, 10, part, second.signal);
  await started();
  first.abort(new Error('given up'));
  await expect(given).rejects.toThrow('given up');
  expect(asked[0]?.signal.aborted).toBe(false);
  open();
  await kept;
  expect([...part]).toEqual(bytesAt(10, 10));

  const later = testFile();
  const ends = [0, 10].map((offset) => later.read(file, offset, new Uint8Array(10), second.signal));
  await started();
  second.abort(new Error('over'));
  for (const end of ends) await expect(end).rejects.toThrow('over');
  expect(later.asked[0]?.signal.aborted).toBe(true);
  later.open();
});

test('a failure is everybody’s, and the next reads go on', async () => {
  const { read, fail } = testFile();
  const file = {};
  const reads = Array.from({ length: 3 }, (_, i) => expect(read(file, i, new Uint8Array(1), never)).rejects.toThrow('gone'));
  await started();
  fail(new Error('gone'));
  await Promise.all(reads);
  await expect(read(file, 0, new Uint8Array(1), never)).rejects.toThrow('gone');
});

test('aborted before it begins: nothing is asked', async () => {
  const { asked, read } = testFile();
  const abort = new AbortController();
  const waiting = read({}, 0, new Uint8Array(1), abort.signal);
  abort.abort(new Error('no'));
  await expect(waiting).rejects.toThrow('no');
  await started();
  expect(asked).toEqual([]);
});
