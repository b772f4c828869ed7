/** A backend that counts the bytes its kernels read and write: what a machine's memory must move for them at least. */
import type { Backend, MeasureKernel, MeasureKernels, Operand, RunKernel, RunKernels, Tile, Vector } from '../../src/compute/backend.ts';
import { DTYPES } from '../../src/formats/dtype.ts';

export interface CountedBackend extends Backend {
  readonly moved: () => number;
}

type Uniforms = RunKernels[RunKernel] | MeasureKernels[MeasureKernel]['uniforms'];

export function countTraffic(backend: Backend): CountedBackend {
  let moved = 0;
  return {
    ...backend,
    moved: () => moved,
    run(kernel, bindings, uniforms) {
      moved += bytesRead(uniforms) + bytesOf(uniforms.tile, uniforms.out);
      backend.run(kernel, bindings, uniforms);
    },
    measure(kernel, bindings, uniforms) {
      moved += bytesRead(uniforms);
      return backend.measure(kernel, bindings, uniforms);
    },
  };
}

const bytesOf = (tile: Tile, operand: Operand | undefined): number =>
  operand ? tile.rows * tile.columns * DTYPES[operand.dtype].bytes : 0;

const bytesRead = (uniforms: Uniforms): number =>
  operandsUsed(uniforms).reduce((sum, index) => sum + bytesOf(uniforms.tile, uniforms.operands[index]), 0);

/** Indices of the operands that a kernel looks at, each once. A kernel that names none looks at all of them. */
function operandsUsed(uniforms: Uniforms): readonly number[] {
  const named = [
    ...('vectors' in uniforms ? uniforms.vectors.flatMap(ends) : []),
    ...('terms' in uniforms ? uniforms.terms.flatMap(ends) : []),
    ...('models' in uniforms ? uniforms.models.map((model) => (typeof model === 'number' ? model : model.x)) : []),
    ...('base' in uniforms && uniforms.base !== undefined ? [uniforms.base] : []),
  ];
  return named.length > 0 ? [...new Set(named)] : uniforms.operands.map((_, index) => index);
}

const ends = ({ x, reference }: Vector): readonly number[] => (reference === undefined ? [x] : [x, reference]);
