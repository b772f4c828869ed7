/**
 * What crosses the wire to a backend in another thread. Messages are handled in the order in which they were sent; the
 * caller chooses the buffers' ids, so nothing but an await waits for an answer. A failure of what has no answer (alloc,
 * upload, run) comes back with the next answer, as the contract says.
 */
import type { PlainFault } from '../../base/errors.ts';
import type { Bindings, DeviceBuffer, MeasureKernel, MeasureKernels, RunKernel, RunKernels } from '../backend.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** What the caller asks for. Those with a `call` are answered. */
export type Request =
  | { readonly kind: 'alloc'; readonly buffer: DeviceBuffer }
  | { readonly kind: 'free'; readonly buffer: DeviceBuffer }
  | { readonly kind: 'upload'; readonly buffer: DeviceBuffer; readonly offset: number; readonly bytes: Bytes }
  | {
      readonly kind: 'copy';
      readonly from: DeviceBuffer;
      readonly fromOffset: number;
      readonly to: DeviceBuffer;
      readonly toOffset: number;
      readonly bytes: number;
    }
  | { readonly kind: 'run'; readonly kernel: RunKernel; readonly bindings: Bindings; readonly uniforms: RunKernels[RunKernel] }
  | Answered;
export type Answered =
  | {
      readonly kind: 'measure';
      readonly call: number;
      readonly kernel: MeasureKernel;
      readonly bindings: Bindings;
      readonly uniforms: MeasureKernels[MeasureKernel]['uniforms'];
    }
  | { readonly kind: 'download'; readonly call: number; readonly buffer: DeviceBuffer; readonly offset: number; readonly into: Bytes };

export type Reply =
  /** Memory that was given away with an upload, no longer needed. */
  | { readonly kind: 'spare'; readonly memory: ArrayBuffer }
  /** A buffer's own memory, which both threads see. */
  | { readonly kind: 'shared'; readonly id: number; readonly memory: Bytes }
  | { readonly kind: 'value'; readonly call: number; readonly value: Float64Array<ArrayBuffer> | Bytes }
  | { readonly kind: 'fault'; readonly call: number; readonly fault: PlainFault }
  | { readonly kind: 'lost'; readonly reason: string };
