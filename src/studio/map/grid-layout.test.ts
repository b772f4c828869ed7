import { expect, test } from 'vitest';
import { cellAt, type GridTensor, layoutAcross, layoutDown, modelGrid, neighbour, type PlacedCell } from './grid-layout.ts';

const tensor = (layer: number | undefined, module: string, shape: readonly number[]): GridTensor => ({
  name: `${layer} ${module}`,
  layer,
  module,
  shape,
});

const TENSORS: readonly GridTensor[] = [
  tensor(undefined, 'embed', [64, 8]),
  ...[0, 1, 2].flatMap((layer) => [tensor(layer, 'ln1', [8]), tensor(layer, 'down', [8, 16]), tensor(layer, 'q', [8, 8])]),
  tensor(undefined, 'norm', [8]),
];

const GRID = modelGrid(TENSORS);
const nameOf = (cell: PlacedCell | undefined) => cell && TENSORS[cell.tensor]?.name;

test('matrices stand first, as a layer computes; vectors after them', () => {
  expect(GRID.modules).toEqual([
    { name: 'q', thin: false },
    { name: 'down', thin: false },
    { name: 'ln1', thin: true },
  ]);
  expect(GRID.others.map((i) => TENSORS[i]?.module)).toEqual(['embed', 'norm']);
});

test.each([
  ['down', layoutDown(GRID, TENSORS, 300, 400)],
  ['across', layoutAcross(GRID, 300, 260)],
] as const)('layers %s the page: every tensor has one cell, hit by its middle and by no other’s', (_, layout) => {
  expect(layout.cells.map(nameOf).sort()).toEqual(TENSORS.map(({ name }) => name).sort());
  for (const cell of layout.cells) expect(nameOf(cellAt(layout, cell.x + cell.width / 2, cell.y + cell.height / 2))).toBe(nameOf(cell));
  expect(cellAt(layout, 1, 1)).toBeUndefined();
});

test('arrows walk the grid and stop at its edges', () => {
  const layout = layoutDown(GRID, TENSORS, 300, 400);
  const at = (name: string): PlacedCell =>
    layout.cells.find((cell) => nameOf(cell) === name) ?? { tensor: -1, row: 0, column: 0, x: 0, y: 0, width: 0, height: 0 };
  expect(nameOf(neighbour(layout, at('0 q'), 1, 0))).toBe('0 down');
  expect(nameOf(neighbour(layout, at('0 q'), 0, 1))).toBe('1 q');
  expect(nameOf(neighbour(layout, at('0 q'), -1, 0))).toBe('0 q');
  expect(nameOf(neighbour(layout, at('2 down'), 0, 1))).toBe('undefined embed');
  expect(nameOf(neighbour(layout, at('undefined embed'), 0, -1))).toBe('2 q');
});
