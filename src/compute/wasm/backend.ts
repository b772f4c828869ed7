/** The WebAssembly backend, inline: kernels in AssemblyScript with SIMD, one thread, its own memory of up to 2 GiB. */
import type { Backend, MeasureKernel, MeasureKernels, RunKernel, RunKernels } from '../backend.ts';
import { createHostBackend, type HostKernels } from '../host-backend.ts';
import { combine } from './combine.ts';
import { contest } from './contest.ts';
import { atDesk, createStore, type Desk, type Store } from './desk.ts';
import { elect } from './elect.ts';
import { LABEL, LARGEST_BUFFER } from './limits.ts';
import { createMachine, type Machine } from './machine.ts';
import { finite, gram, mass } from './measure.ts';
import { histogram, locate } from './order.ts';
import { pointwise, pointwiseStatistics } from './pointwise.ts';

/**
 * Does not compute in float64: such an operand is refused as `unsupported`. With the module for it, its memory is one
 * that other threads see.
 */
export async function createWasmBackend(sharing?: Uint8Array<ArrayBuffer>): Promise<Backend> {
  const machine = await createMachine(sharing);
  const { heap } = machine;
  const memory = {
    limit: LARGEST_BUFFER,
    take: heap.take,
    view: (at: number, bytes: number) => new Uint8Array(heap.memory.buffer as ArrayBuffer, at, bytes),
    release: heap.release,
    close: () => undefined,
  };
  return createHostBackend('wasm', LABEL, memory, kernelsOf(machine));
}

function kernelsOf(machine: Machine): HostKernels<number> {
  const run =
    <U extends RunKernels[RunKernel]>(kernel: (desk: Desk<U>, store: Store) => void) =>
    (arena: number, out: number, uniforms: U): void =>
      atDesk(machine, arena, uniforms, (desk) => kernel(desk, createStore(machine, out, uniforms.out)));
  const measure =
    <U extends MeasureKernels[MeasureKernel]['uniforms']>(kernel: (desk: Desk<U>) => Float64Array) =>
    (arena: number, uniforms: U): Float64Array =>
      atDesk(machine, arena, uniforms, kernel);
  return {
    run: { combine: run(combine), elect: run(elect), pointwise: run(pointwise) },
    measure: {
      gram: measure(gram),
      histogram: measure(histogram),
      locate: measure(locate),
      mass: measure(mass),
      contest: measure(contest),
      finite: measure(finite),
      pointwiseStatistics: measure(pointwiseStatistics),
    },
  };
}
