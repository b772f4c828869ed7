/** The model as a grid, layer by module, and where its cells lie on a canvas. */

/** What the grid needs to know of a tensor. */
export interface GridTensor {
  readonly name: string;
  readonly layer: number | undefined;
  readonly module: string;
  readonly shape: readonly number[];
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `row` and `column` count cells as they lie, for the arrow keys. */
export interface PlacedCell extends Rect {
  /** A tensor outside the layers, which has a line of its own. */
  readonly bar?: boolean;
  /** Its number among the tensors. */
  readonly tensor: number;
  readonly row: number;
  readonly column: number;
}

export interface GridLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'center' | 'right';
  /** The line of cells it names, so that the cursor's is bold. */
  readonly row?: number;
  readonly column?: number;
}

export interface GridLayout {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly PlacedCell[];
  readonly labels: readonly GridLabel[];
}

export interface ModelGrid {
  readonly layers: readonly number[];
  /** Matrices first, in the order in which a layer computes; then vectors. */
  readonly modules: readonly { readonly name: string; readonly thin: boolean }[];
  /** The tensor at a layer and a module, by their places in the lists. */
  readonly at: (layer: number, module: number) => number | undefined;
  /** Tensors outside the layers. */
  readonly others: readonly number[];
}

const ORDER = ['q', 'k', 'v', 'qkv', 'o', 'gate', 'up', 'gate·up', 'down'];

function rank(module: string): number {
  const at = ORDER.indexOf(module);
  return at < 0 ? ORDER.length : at;
}

export function modelGrid(tensors: readonly GridTensor[]): ModelGrid {
  const layers = [...new Set(tensors.flatMap(({ layer }) => (layer === undefined ? [] : [layer])))].sort((a, b) => a - b);
  const thin = new Map<string, boolean>();
  const places = new Map<string, number>();
  for (const [index, { layer, module, shape }] of tensors.entries()) {
    if (layer === undefined) continue;
    thin.set(module, (thin.get(module) ?? true) && shape.length < 2);
    places.set(`${layer} ${module}`, index);
  }
  const modules = [...thin].map(([name, isThin]) => ({ name, thin: isThin }));
  modules.sort((a, b) => Number(a.thin) - Number(b.thin) || rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
  return {
    layers,
    modules,
    at: (layer, module) => places.get(`${layers[layer]} ${modules[module]?.name}`),
    others: tensors.flatMap(({ layer }, index) => (layer === undefined ? [index] : [])),
  };
}

const HEAD = 22;
const BAR = 18;
const GAP = 6;
const EDGE = 46;
/** Cells of the model's grid are squares where there is room; very deep models have low ones. */
const WIDEST = 72;
const LOWEST = 3;

/** Lines of equal breadth, those of vectors 0.6 of it, with a gap before the first of them. */
function lines(modules: ModelGrid['modules'], room: number, most: number): readonly { readonly at: number; readonly size: number }[] {
  const thinCount = modules.filter(({ thin }) => thin).length;
  const gap = thinCount > 0 && thinCount < modules.length ? GAP : 0;
  const unit = Math.min(most, (room - gap) / (modules.length - 0.4 * thinCount));
  let at = 0;
  return modules.map(({ thin }, i) => {
    if (i > 0 && thin && !modules[i - 1]?.thin) at += gap;
    const line = { at, size: thin ? unit * 0.6 : unit };
    at += line.size;
    return line;
  });
}

/** Layers from top to bottom, modules side by side; tensors outside the layers are bars below. */
export function layoutDown(grid: ModelGrid, tensors: readonly GridTensor[], width: number, height: number): GridLayout {
  const bars = grid.others.length * (BAR + 2) + (grid.others.length > 0 ? GAP * 2 : 0);
  const columns = lines(grid.modules, width - EDGE, WIDEST);
  const square = Math.max(LOWEST, ...columns.map(({ size }) => size));
  const rowHeight = Math.max(LOWEST, Math.min(square, (height - HEAD - bars) / Math.max(1, grid.layers.length)));
  const cells: PlacedCell[] = [];
  const labels: GridLabel[] = grid.modules.map(({ name }, column) => ({
    text: name,
    ...middle(columns[column], EDGE),
    y: HEAD - 8,
    align: 'center',
    column,
  }));
  for (const [row, layer] of grid.layers.entries()) {
    const y = HEAD + row * rowHeight;
    labels.push({ text: String(layer), x: EDGE - 10, y: y + rowHeight / 2, align: 'right', row });
    for (const [column, line] of columns.entries()) {
      const tensor = grid.at(row, column);
      if (tensor !== undefined) cells.push({ tensor, row, column, x: EDGE + line.at, y, width: line.size, height: rowHeight });
    }
  }
  const top = HEAD + grid.layers.length * rowHeight + GAP * 2;
  const last = columns.at(-1);
  const right = last ? EDGE + last.at + last.size : width;
  for (const [i, tensor] of grid.others.entries()) {
    const row = grid.layers.length + i;
    const y = top + i * (BAR + 2);
    cells.push({ tensor, row, column: 0, x: EDGE * 2, y, width: right - EDGE * 2, height: BAR, bar: true });
    labels.push({ text: tensors[tensor]?.module ?? '', x: EDGE * 2 - 8, y: y + BAR / 2, align: 'right', row });
  }
  return { width, height: Math.max(HEAD, top + grid.others.length * (BAR + 2)), cells, labels };
}

const middle = (line: { readonly at: number; readonly size: number } | undefined, from: number) => ({
  x: from + (line ? line.at + line.size / 2 : 0),
});

/** Layers from left to right, for a strip; tensors outside the layers share one line at the bottom. */
export function layoutAcross(grid: ModelGrid, width: number, height: number): GridLayout {
  const foot = grid.others.length > 0 ? 16 + GAP : 0;
  const rows = lines(grid.modules, height - 16 - foot, 24);
  const columnWidth = (width - EDGE) / Math.max(1, grid.layers.length);
  const last = rows.at(-1);
  const bottom = last ? last.at + last.size : 0;
  const cells: PlacedCell[] = [];
  const labels: GridLabel[] = grid.modules.map(({ name }, row) => ({
    text: name,
    x: EDGE - 8,
    y: middle(rows[row], 0).x,
    align: 'right',
    row,
  }));
  for (const [row, line] of rows.entries()) {
    for (const column of grid.layers.keys()) {
      const tensor = grid.at(column, row);
      if (tensor !== undefined)
        cells.push({ tensor, row, column, x: EDGE + column * columnWidth, y: line.at, width: columnWidth, height: line.size });
    }
  }
  const every = Math.max(1, Math.ceil(26 / columnWidth));
  for (const [column, layer] of grid.layers.entries()) {
    if (column % every === 0)
      labels.push({ text: String(layer), x: EDGE + (column + 0.5) * columnWidth, y: bottom + 9, align: 'center', column });
  }
  const share = (width - EDGE) / Math.max(1, grid.others.length);
  for (const [i, tensor] of grid.others.entries()) {
    cells.push({ tensor, row: rows.length, column: i, x: EDGE + i * share, y: bottom + 16 + GAP, width: share, height: 16 });
  }
  if (foot > 0) labels.push({ text: 'outside', x: EDGE - 8, y: bottom + 16 + GAP + 8, align: 'right', row: rows.length });
  return { width, height: bottom + 16 + foot, cells, labels };
}

export const cellAt = ({ cells }: GridLayout, x: number, y: number): PlacedCell | undefined =>
  cells.find((cell) => x >= cell.x && x < cell.x + cell.width && y >= cell.y && y < cell.y + cell.height);

/** The cell that an arrow key leads to: the nearest in the next line that has any; itself at the edge. */
export function neighbour({ cells }: GridLayout, from: PlacedCell, dx: number, dy: number): PlacedCell {
  const ahead = cells.filter(({ row, column }) =>
    dy === 0 ? row === from.row && (column - from.column) * dx > 0 : (row - from.row) * dy > 0,
  );
  const distance = ({ row, column }: PlacedCell) =>
    dy === 0 ? Math.abs(column - from.column) : Math.abs(row - from.row) * 1000 + Math.abs(column - from.column);
  return ahead.reduce<PlacedCell | undefined>((best, cell) => (best && distance(best) <= distance(cell) ? best : cell), undefined) ?? from;
}
