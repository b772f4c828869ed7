/** Cases of the buffers themselves, and of what a wrong call does. */
import { describe, expect, test } from 'vitest';
import type { Rig } from './rig.ts';

const bytesFrom = (start: number, length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => start + i);

export function memoryCases(rig: Rig): void {
  describe('memory', () => {
    test('uploads, copies and downloads happen in order', async () => {
      const backend = rig.tested();
      const [a, b] = [backend.alloc(64), backend.alloc(32)];
      backend.upload(a, 0, bytesFrom(0, 64));
      backend.copy(a, 16, b, 8, 16);
      backend.upload(a, 16, bytesFrom(100, 16), true);
      backend.copy(a, 0, a, 48, 16);
      const [fromA, fromB] = [new Uint8Array(32), new Uint8Array(16)];
      await Promise.all([backend.download(a, 32, fromA), backend.download(b, 8, fromB)]);
      expect([...fromB]).toEqual([...bytesFrom(16, 16)]);
      expect([...fromA]).toEqual([...bytesFrom(32, 16), ...bytesFrom(0, 16)]);
      backend.free(a);
      backend.free(b);
    });

    test('lengths that are not multiples of a word', async () => {
      const backend = rig.tested();
      const buffer = backend.alloc(22);
      backend.upload(buffer, 4, bytesFrom(1, 6));
      const received = new Uint8Array(5);
      await backend.download(buffer, 4, received);
      expect([...received]).toEqual([1, 2, 3, 4, 5]);
      backend.free(buffer);
    });

    test('freed memory is used again', async () => {
      const backend = rig.tested();
      for (let i = 0; i < 64; i++) {
        const buffer = backend.alloc(64 * 2 ** 20);
        backend.upload(buffer, 0, bytesFrom(i, 4));
        const received = new Uint8Array(4);
        await backend.download(buffer, 0, received);
        expect(received[0]).toBe(i);
        backend.free(buffer);
      }
    });

    test('a wrong call fails at the next await, and only there', async () => {
      const backend = rig.tested();
      const [arena, out] = [backend.alloc(16), backend.alloc(16)];
      const tile = { first: 0, rows: 1, columns: 4 };
      const operands = [{ offset: 4, dtype: 'F32' }] as const; // ends beyond the arena
      backend.run(
        'combine',
        { arena, out },
        { tile, operands, terms: [{ x: 0, coefficient: 1 }], axis: 'all', out: { offset: 0, dtype: 'F32' } },
      );
      await expect(backend.download(out, 0, new Uint8Array(4))).rejects.toThrow('an operand lies in its buffer');
      await backend.download(out, 0, new Uint8Array(4));
      await expect(backend.measure('finite', { arena }, { tile, operands })).rejects.toThrow('an operand lies in its buffer');
      backend.free(arena);
      backend.free(out);
    });
  });
}
