/** Invented observations for tests: a small model with a base and two fine-tunes, every number chosen by hand. */
import type { Diagnostics, EntryView, MapRequest, Observation, TensorMap, TensorObservation } from '../../engine/client.ts';

const INPUTS = ['./demo/code', './demo/safety', './demo/base'].map((ref, i) => ({ ref, label: ref, base: i === 2 }));

export function observedTensor(layer: number | undefined, module: string, shape: readonly number[], conflict: number): TensorObservation {
  const of = shape.reduce((product, length) => product * length, 1);
  return {
    name: layer === undefined ? `model.${module}.weight` : `model.layers.${layer}.${module}.weight`,
    shape,
    dtype: 'F32',
    layer,
    module,
    coverage: { entries: of, of },
    norms: [10, 10, 10],
    changes: [3, 4, 0],
    cosines: [0.5],
    distances: [1, 2, 3],
    resultNorm: 10,
    conflict: { value: conflict, error: 0 },
    conflictChance: 0.5,
    conflictMass: { value: 0.25, error: 0 },
    margin: { value: 0.002, error: 0 },
    contested: of / 2,
    trimmed: [0.5, 0.25, 0],
    won: [0.75, 0.5, 0],
    notes: [],
  };
}

export function observationOf(layers = 3): Observation {
  const inLayers = Array.from({ length: layers }, (_, layer) => [
    observedTensor(layer, 'q', [64, 64], 0.4 + 0.1 * layer),
    observedTensor(layer, 'down', [64, 128], 0.6),
    observedTensor(layer, 'ln1', [64], 0.5),
  ]).flat();
  return {
    inputs: INPUTS,
    tensors: [observedTensor(undefined, 'embed', [256, 64], 0.45), ...inLayers],
    sampled: false,
    changed: [],
    milliseconds: 1,
  };
}

/** A map whose bins have the value of their number, as a share of all. */
export function mapFor({ tensor, bins, window }: MapRequest, rows = 64, columns = 64): TensorMap {
  const part = window ?? { rows: [0, rows], columns: [0, columns] };
  const [height, width] = [part.rows[1] - part.rows[0], part.columns[1] - part.columns[0]];
  const rowsPerBin = Math.ceil(height / bins[0]);
  const columnsPerBin = Math.ceil(width / bins[1]);
  const [binRows, binColumns] = [Math.ceil(height / rowsPerBin), Math.ceil(width / columnsPerBin)];
  const total = binRows * binColumns;
  return {
    tensor,
    rows,
    columns,
    window: part,
    rowsPerBin,
    columnsPerBin,
    binRows,
    binColumns,
    values: Float32Array.from({ length: total }, (_, i) => i / total),
    counts: new Uint32Array(total).fill(rowsPerBin * columnsPerBin),
    rowMeans: new Float32Array(binRows).fill(0.5),
    columnMeans: new Float32Array(binColumns).fill(0.5),
    chance: 0.5,
  };
}

export const entryFor = (tensor: string, row: number, column: number): EntryView => ({
  tensor,
  row,
  column,
  base: 0.125,
  result: 0.25,
  inputs: [
    { value: 0.375, change: 0.25, kept: true, vote: 0.125, agrees: true },
    { value: 0.0625, change: -0.0625, kept: false, vote: 0, agrees: false },
    { value: 0.125, change: 0, kept: true, vote: 0, agrees: undefined },
  ],
  elected: 1,
});

export const DIAGNOSTICS: Diagnostics = {
  conflictByModels: [{ models: 2, share: 0.55, chance: 0.5 }],
  overlap: [0.1, 0.5].map((k) => ({ pair: [0, 1] as const, k, jaccard: k / 1.5, chance: k / (2 - k) })),
  trim: [0, 1].flatMap((input) => [0.1, 0.5, 1].map((density) => ({ input, density, norm: Math.sqrt(density) }))),
  dareVariance: undefined,
  angles: undefined,
};
