/**
 * A backend whose memory the host can see: the plain twin, and WASM where it runs inline. It keeps the books of the
 * buffers and the order of the calls; `Place` is whatever the kernels know a buffer by.
 */
import { defined, invariant } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Backend, BackendKind, Bindings, DeviceBuffer, MeasureKernel, MeasureKernels, RunKernel, RunKernels } from './backend.ts';
import { checkMeasure, checkRun } from './check.ts';
import { createSpares } from './spares.ts';

export interface HostKernels<Place> {
  readonly run: { readonly [K in RunKernel]: (arena: Place, out: Place, uniforms: RunKernels[K]) => void };
  readonly measure: { readonly [K in MeasureKernel]: (arena: Place, uniforms: MeasureKernels[K]['uniforms']) => Float64Array };
}

export interface HostMemory<Place> {
  /** Largest single piece, bytes. */
  readonly limit: number;
  /** Throws AlloyError `device` when there is no more. */
  take(bytes: number): Place;
  view(place: Place, bytes: number): Uint8Array<ArrayBuffer>;
  release(place: Place): void;
  close(): void;
}

export function createHostBackend<Place>(
  kind: BackendKind,
  label: string,
  memory: HostMemory<Place>,
  kernels: HostKernels<Place>,
): Backend {
  const places = new Map<number, Place>();
  const spares = createSpares();
  let ids = 0;
  let closed = false;
  let failure: { readonly thrown: unknown } | undefined;

  const place = (buffer: DeviceBuffer): Place => {
    if (closed) throw new AlloyError({ code: 'device', what: 'The backend has been closed.' });
    return defined(places.get(buffer.id), `buffer ${buffer.id}`);
  };
  const view = (buffer: DeviceBuffer, offset = 0, bytes = buffer.bytes): Uint8Array<ArrayBuffer> => {
    invariant(offset >= 0 && offset + bytes <= buffer.bytes, `bytes ${offset} to ${offset + bytes} lie in a buffer of ${buffer.bytes}`);
    return memory.view(place(buffer), buffer.bytes).subarray(offset, offset + bytes);
  };
  /** Queued work is done at once; what it throws waits for the next await, as on a device. */
  const queue = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      failure ??= { thrown };
    }
  };
  const settle = (): void => {
    const known = failure;
    failure = undefined;
    if (known) throw known.thrown;
  };

  return {
    kind,
    label,
    limits: { bufferBytes: memory.limit },
    alloc(bytes) {
      const buffer = { id: ids++, bytes };
      places.set(buffer.id, memory.take(bytes));
      return buffer;
    },
    host: (buffer) => view(buffer),
    staging: spares.take,
    upload(buffer, offset, bytes, transfer) {
      queue(() => view(buffer, offset, bytes.length).set(bytes));
      if (transfer) spares.give(bytes.buffer);
    },
    copy: (from, fromOffset, to, toOffset, bytes) => queue(() => view(to, toOffset, bytes).set(view(from, fromOffset, bytes))),
    run(kernel, bindings, uniforms) {
      queue(() => {
        checkRun(kernel, bindings, uniforms);
        kernels.run[kernel](place(bindings.arena), place(defined(bindings.out, 'the output buffer')), uniforms);
      });
    },
    async measure<K extends MeasureKernel>(kernel: K, bindings: Bindings, uniforms: MeasureKernels[K]['uniforms']) {
      settle();
      checkMeasure(kernel, bindings, uniforms);
      return kernels.measure[kernel](place(bindings.arena), uniforms);
    },
    async download(buffer, offset, into) {
      settle();
      into.set(view(buffer, offset, into.length));
    },
    free(buffer) {
      const known = places.get(buffer.id);
      places.delete(buffer.id);
      if (known !== undefined) memory.release(known);
      spares.drop();
    },
    lost: new Promise(() => {}), // this memory ends with the program
    close() {
      closed = true;
      places.clear();
      memory.close();
    },
  };
}
