import { describe, expect, test } from 'vitest';
import type { Tile } from '../../compute/backend.ts';
import { createPasses } from './passes.ts';
import type { LoadedTile, Tiles } from './tiles.ts';

const ROWS = 3;
const OPERAND = { offset: 0, dtype: 'F32' } as const;
const loadedTile = (tile: Tile): LoadedTile => ({ tile, operands: [], out: OPERAND, result: OPERAND });

/** Three tiles of one row each; counts how often each is visited. */
function threeTiles(): { readonly tiles: Tiles; readonly visited: number[] } {
  const visited: number[] = [];
  return {
    visited,
    tiles: {
      async each(visit) {
        for (let row = 0; row < ROWS; row++) {
          visited.push(row);
          if (await visit(loadedTile({ first: row * 4, rows: 1, columns: 4 }))) return;
        }
      },
      deliver: async () => undefined,
    },
  };
}

const mass = { vectors: [{ x: 0, keep: { kind: 'all' } }] } as const;

describe('passes', () => {
  test('what is asked for at once shares a pass, also after what came before', async () => {
    const { tiles, visited } = threeTiles();
    const passes = createPasses(tiles, async (_kernel, _asked, { tile }) => Float64Array.of(tile.first));
    const twice = async () => [await passes.measure('mass', mass), await passes.measure('mass', mass)];
    const found = await Promise.all([twice(), twice(), twice()]);
    expect(found.flat().map(([sum]) => sum)).toEqual(new Array(6).fill(0 + 4 + 8));
    expect(visited).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test('a pass ends when nobody needs a further tile', async () => {
    const { tiles, visited } = threeTiles();
    const passes = createPasses(tiles, async (_kernel, asked, { tile }) => {
      const nth = 'nth' in asked ? Number(asked.nth) : 0;
      return nth < 2 ? Float64Array.of(nth + 1, tile.first + nth) : Float64Array.of(2, -1);
    });
    const locate = (nth: number) => passes.measure('locate', { vectors: [{ x: 0 }], bits: 1, nth });
    const found = await Promise.all([locate(1), locate(3)]);
    expect(found.map(([, index]) => index)).toEqual([1, 5]);
    expect(visited).toEqual([0, 1]);
  });

  test('a failure reaches everyone who takes part, and the next pass is a new one', async () => {
    const { tiles } = threeTiles();
    let fails = true;
    const passes = createPasses(tiles, async () => {
      if (fails) throw new Error('gone');
      return Float64Array.of(1);
    });
    const failed = await Promise.allSettled([passes.measure('mass', mass), passes.measure('mass', mass)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await passes.measure('mass', mass)).toEqual(Float64Array.of(ROWS));
  });

  test('work that passes by itself waits for its turn', async () => {
    const { tiles, visited } = threeTiles();
    const passes = createPasses(tiles, async () => Float64Array.of(1));
    const seen = passes.alone(async () => visited.length);
    await passes.measure('mass', mass);
    expect([await seen, await passes.alone(async () => visited.length)]).toEqual([0, ROWS]);
  });
});
