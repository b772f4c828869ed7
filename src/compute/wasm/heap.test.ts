import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap } from './heap.ts';

const memoryOf = (pages: number, maximum: number) => new WebAssembly.Memory({ initial: pages, maximum });

test('pieces are aligned, apart, and end inside the memory, whatever is taken and freed', () => {
  const action = fc.oneof(fc.record({ take: fc.nat(200_000) }), fc.record({ free: fc.nat(20) }));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const heap = createHeap(memoryOf(1, 1000));
      const pieces: { at: number; bytes: number }[] = [];
      for (const act of actions) {
        if ('take' in act) pieces.push({ at: heap.take(act.take), bytes: act.take });
        else for (const { at } of pieces.splice(act.free, 1)) heap.release(at);
        pieces.sort((a, b) => a.at - b.at);
        for (const [i, { at, bytes }] of pieces.entries()) {
          expect(at % 64).toBe(0);
          expect(at + bytes + 64).toBeLessThanOrEqual(pieces[i + 1]?.at ?? heap.memory.buffer.byteLength);
        }
      }
    }),
  );
});

test('freed neighbours are one piece again, in any order', () => {
  const heap = createHeap(memoryOf(16, 16));
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [0, 2, 1],
  ]) {
    const pieces = [0, 1, 2].map(() => heap.take(300_000));
    for (const i of order) heap.release(pieces[i] ?? 0);
    heap.release(heap.take(16 * 65536 - 20_000)); // all of it
  }
});

test('a memory that cannot grow says so, and goes on', () => {
  const heap = createHeap(memoryOf(1, 2));
  expect(() => heap.take(10 * 65536)).toThrow(expect.objectContaining({ code: 'device' }));
  expect(heap.take(1000)).toBeGreaterThan(0);
});
