import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TensorMap } from '../../engine/client.ts';
import { axisTicks, binAt, entriesOf, entryAt, plotRect, rectOf, roomFor } from './plot.ts';
import { panWindow, wholeOf, windowAround, windowShowing, zoomWindow } from './window.ts';

const mapOf = (rows: number, columns: number, rowsPerBin: number, columnsPerBin: number): TensorMap => {
  const binRows = Math.ceil(rows / rowsPerBin);
  const binColumns = Math.ceil(columns / columnsPerBin);
  const none = {
    values: new Float32Array(binRows * binColumns),
    counts: new Uint32Array(binRows * binColumns),
    rowMeans: new Float32Array(0),
    columnMeans: new Float32Array(0),
  };
  return {
    tensor: 't',
    rows,
    columns,
    window: { rows: [0, rows], columns: [0, columns] },
    rowsPerBin,
    columnsPerBin,
    binRows,
    binColumns,
    chance: undefined,
    ...none,
  };
};

const size = fc.integer({ min: 1, max: 5000 });

test('a point of the plot hits the entry whose rectangle holds it', () => {
  fc.assert(
    fc.property(
      size,
      size,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (rows, columns, u, v) => {
        const plot = plotRect(700, 600, [rows, columns]);
        const view = wholeOf([rows, columns]);
        const [x, y] = [plot.x + u * plot.width, plot.y + v * plot.height];
        const entry = entryAt(plot, view, x, y);
        if (!entry) throw new Error('missed');
        const at = rectOf(plot, view, { rows: [entry.row, entry.row + 1], columns: [entry.column, entry.column + 1] });
        expect(x).toBeGreaterThanOrEqual(at.x - 1e-6);
        expect(x).toBeLessThanOrEqual(at.x + at.width + 1e-6);
        expect(y).toBeGreaterThanOrEqual(at.y - 1e-6);
        expect(y).toBeLessThanOrEqual(at.y + at.height + 1e-6);
      },
    ),
  );
});

test('outside the plot is no entry', () => {
  const plot = plotRect(700, 600, [64, 64]);
  expect(entryAt(plot, wholeOf([64, 64]), plot.x - 1, plot.y)).toBeUndefined();
  expect(entryAt(plot, wholeOf([64, 64]), plot.x + plot.width, plot.y)).toBeUndefined();
});

test('the last bin is cut by the tensor’s edge', () => {
  const map = mapOf(10, 7, 4, 4);
  const bin = binAt(map, { row: 9, column: 6 });
  expect(bin).toEqual({ index: 5, rows: [8, 10], columns: [4, 7] });
  expect(bin && entriesOf(bin)).toBe(6);
  expect(binAt(map, { row: 10, column: 0 })).toBeUndefined();
});

test('a vector is a band, and squares are at least four pixels wide', () => {
  const plot = plotRect(700, 600, [1, 64]);
  expect(plot.height).toBeLessThan(60);
  const [rows, columns] = roomFor(plotRect(700, 600, [4096, 4096]));
  expect(plotRect(700, 600, [4096, 4096]).width / columns).toBeGreaterThanOrEqual(4);
  expect(rows).toBeGreaterThan(100);
});

test('zooming, panning and going in never leave the tensor, and the point under the pointer stays', () => {
  fc.assert(
    fc.property(size, size, fc.double({ min: 0.05, max: 20, noNaN: true }), fc.integer(), fc.integer(), (rows, columns, factor, by, at) => {
      const place = { row: Math.abs(at) % rows, column: Math.abs(by) % columns };
      const whole = wholeOf([rows, columns]);
      const zoomed = zoomWindow(whole, factor, place, [rows, columns]);
      for (const window of [
        zoomed,
        panWindow(zoomed, { row: by % 9999, column: at % 9999 }, [rows, columns]),
        windowAround(place, [rows, columns], [16, 16]),
      ]) {
        expect(window.rows[0]).toBeGreaterThanOrEqual(0);
        expect(window.rows[1]).toBeLessThanOrEqual(rows);
        expect(window.rows[1]).toBeGreaterThan(window.rows[0]);
        expect(window.columns[1]).toBeLessThanOrEqual(columns);
      }
      const shown = windowShowing(zoomed, place, [rows, columns]);
      expect(
        place.row >= shown.rows[0] && place.row < shown.rows[1] && place.column >= shown.columns[0] && place.column < shown.columns[1],
      ).toBe(true);
    }),
  );
});

test('axes name their ends and round numbers between', () => {
  expect(axisTicks([0, 64])).toEqual([0, 16, 32, 48, 64]);
  expect(axisTicks([0, 2048])).toEqual([0, 512, 1024, 1536, 2048]);
  expect(axisTicks([3, 5])).toEqual([3, 4, 5]);
});
