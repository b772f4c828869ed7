import { describe, expect, test } from 'vitest';
import { totalsOf } from '../live/totals.ts';
import { DIAGNOSTICS, observationOf } from '../testing/observed.ts';
import { cosineMatrix } from './cosine-matrix.ts';
import { byLayer, cosineFloor, type Material, tableOf } from './panel.ts';
import { panelsOf } from './panels.ts';

const observation = observationOf(3);
const material: Material = {
  observation,
  layers: byLayer(observation, 'all'),
  diagnostics: DIAGNOSTICS,
  colours: ['red', 'blue', 'grey'],
  names: ['code', 'safety', 'base'],
};
const panel = (id: string) => panelsOf(material).find((one) => one.id === id);

describe('diagnostics', () => {
  test('what says nothing of a merge is left out', () => {
    expect(panelsOf(material).map(({ id }) => id)).toEqual([
      'change',
      'conflict',
      'cosine',
      'overlap',
      'trim',
      'distance',
      'norm',
      'conflictByModels',
    ]);
    expect(panelsOf({ ...material, diagnostics: undefined }).map(({ id }) => id)).toEqual([
      'change',
      'conflict',
      'cosine',
      'distance',
      'norm',
    ]);
  });

  test('conflict bars start at chance, layer by layer, without tensors outside layers', () => {
    const conflict = panel('conflict');
    expect(conflict?.reference).toBeCloseTo(0.5, 12);
    expect(conflict?.rows.map(({ x }) => x)).toEqual([0, 1, 2]);
    expect(conflict?.rows[0]?.values.conflict).toBeCloseTo((0.4 * 4096 + 0.6 * 8192 + 0.5 * 64) / (4096 + 8192 + 64), 10);
  });

  test('cosines stand in the band that random vectors of their size give', () => {
    const floor = cosineFloor(4096 + 8192 + 64);
    expect(panel('cosine')?.rows[0]?.floor).toEqual([-floor, floor]);
    expect(floor).toBeCloseTo(1 / Math.sqrt(12352), 12);
  });

  test('modules can be told apart', () => {
    const attention = byLayer(observation, 'attention');
    expect(attention[0]?.totals.conflict?.value).toBeCloseTo(0.4, 12);
    expect(byLayer(observation, 'norms')[0]?.totals.entries).toBe(64);
  });

  test('the table has a column for every line, and the floor', () => {
    const table = tableOf(
      panel('cosine') ?? {
        id: '',
        title: '',
        formula: '',
        expect: '',
        about: '',
        x: '',
        byLayer: true,
        share: false,
        series: [],
        rows: [],
      },
    );
    expect(table.header).toEqual(['layer', 'code and safety', 'noise from', 'noise to']);
    expect(table.rows).toHaveLength(3);
  });

  test('the matrix has the merge’s own change from the three sides of a triangle', () => {
    const matrix = cosineMatrix(material, totalsOf(observation));
    expect(matrix?.names).toEqual(['code', 'safety', 'merge']);
    expect(matrix?.values[0]?.[1]).toBeCloseTo(0.5, 12);
    // ‖r‖ = 3, ‖τ‖ = 3, ‖r − τ‖ = 1.
    expect(matrix?.values[2]?.[0]).toBeCloseTo((9 + 9 - 1) / 2 / 9, 12);
  });
});
