/**
 * What the graphics device leaves to a backend on the processor: ranks within rows (a sort), and the divergence of rows
 * (double precision). The companion gets a copy of the tile's operands and makes the whole result.
 */
import { defined } from '../../base/assert.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { Backend, DeviceBuffer, Keep, MeasureKernel, MeasureKernels, Operand, RunKernel, RunKernels, Tile } from '../backend.ts';
import type { Memory } from './memory.ts';

export interface Companion {
  /** Writes the result to `out` once it is there. */
  run<K extends RunKernel>(kernel: K, arena: DeviceBuffer, out: DeviceBuffer, uniforms: RunKernels[K]): Promise<void>;
  measure<K extends MeasureKernel>(kernel: K, arena: DeviceBuffer, uniforms: MeasureKernels[K]['uniforms']): Promise<Float64Array>;
  close(): void;
}

type AnyUniforms = RunKernels[RunKernel] | MeasureKernels[MeasureKernel]['uniforms'];

const isRanked = (keep: Keep | undefined): boolean => keep?.kind === 'ranked';
const never = (): boolean => false;

/** Whether a `run` is left to the companion. */
export const LEFT_RUNS: { readonly [K in RunKernel]: (uniforms: RunKernels[K]) => boolean } = {
  combine: never,
  elect: ({ models }) => models.some(({ keep }) => isRanked(keep)),
  pointwise: ({ keep }) => isRanked(keep),
};

/** Whether a measurement is. */
export const LEFT_MEASUREMENTS: { readonly [K in MeasureKernel]: (uniforms: MeasureKernels[K]['uniforms']) => boolean } = {
  gram: never,
  histogram: never,
  locate: never,
  mass: ({ vectors }) => vectors.some(({ keep }) => isRanked(keep)),
  contest: ({ voters }) => voters.some(({ keep }) => isRanked(keep)),
  finite: never,
  pointwiseStatistics: ({ rule, keep }) => rule === 'fusion' || isRanked(keep),
};

/** Operands are multiples of this many bytes apart. */
const ALIGNMENT = 16;

const bytesOf = ({ rows, columns }: Tile, { dtype }: Operand): number => rows * columns * DTYPES[dtype].bytes;

/** Opens the other backend when it is first needed. */
export function createCompanion(memory: Memory, open: () => Promise<Backend>): Companion {
  let opened: Promise<Backend> | undefined;
  const other = (): Promise<Backend> => {
    opened ??= open();
    return opened;
  };

  /** Gives `work` the other backend and a copy of the operands on it. The copy is of the arena as it is now. */
  async function withOperands<T>(
    arena: DeviceBuffer,
    { tile, operands }: AnyUniforms,
    work: (backend: Backend, copy: DeviceBuffer, operands: Operand[]) => Promise<T>,
  ): Promise<T> {
    let end = 0;
    const placed = operands.map((operand) => {
      const offset = end;
      end += Math.ceil(bytesOf(tile, operand) / ALIGNMENT) * ALIGNMENT;
      return { offset, dtype: operand.dtype };
    });
    const contents = await Promise.all(
      operands.map(async (operand) => {
        const bytes = new Uint8Array(bytesOf(tile, operand));
        await memory.download(arena, operand.offset, bytes);
        return bytes;
      }),
    );
    const backend = await other();
    const copy = backend.alloc(end);
    try {
      for (const [i, { offset }] of placed.entries()) backend.upload(copy, offset, defined(contents[i], 'an operand'), true);
      return await work(backend, copy, placed);
    } finally {
      backend.free(copy);
    }
  }

  return {
    run: (kernel, arena, out, uniforms) =>
      withOperands(arena, uniforms, async (backend, copy, operands) => {
        const bytes = new Uint8Array(bytesOf(uniforms.tile, uniforms.out));
        const result = backend.alloc(bytes.length);
        try {
          backend.run(kernel, { arena: copy, out: result }, { ...uniforms, operands, out: { ...uniforms.out, offset: 0 } });
          await backend.download(result, 0, bytes);
        } finally {
          backend.free(result);
        }
        memory.upload(out, uniforms.out.offset, bytes);
      }),
    measure: (kernel, arena, uniforms) =>
      withOperands(arena, uniforms, (backend, copy, operands) => backend.measure(kernel, { arena: copy }, { ...uniforms, operands })),
    close() {
      // One that could not be opened has said so to whoever needed it.
      void opened?.then((backend) => backend.close()).catch(() => undefined);
    },
  };
}
