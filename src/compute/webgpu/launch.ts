/** Runs kernels on a device: parameters and tables into their buffers, one submit for each launch, in order. */
import type { Guard } from './guard.ts';
import { type Fields, paramsOf } from './params.ts';
import { BINDINGS, type Pipelines } from './pipelines.ts';
import type { Scratch } from './scratch.ts';
import { createScratch } from './scratch.ts';
import type { KernelName } from './wgsl.ts';

/** One dispatch. */
export interface Launch {
  readonly kernel: KernelName;
  readonly params: Fields;
  /** Workgroups, at most {@link MAX_GROUPS}. */
  readonly groups: number;
  /** The dispatch's z, 1 when absent. */
  readonly layers?: number;
}

/** What every device grants in one dimension of a dispatch. */
export const MAX_GROUPS = 65_535;

export interface LaunchExtras {
  readonly tables?: Uint32Array<ArrayBuffer> | undefined;
  /** See {@link Pipelines}. */
  readonly format?: number | undefined;
}

export interface Launcher {
  /** Queues the launches. Each is a submit of its own, so that none holds the device for long. */
  launch(launches: readonly Launch[], arena: GPUBuffer, out: GPUBuffer, more?: LaunchExtras): void;
  close(): void;
}

export function createLauncher(device: GPUDevice, guard: Guard, { layout, pipeline }: Pipelines): Launcher {
  // The queue orders writes among submits, so one buffer of each kind serves every launch.
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const params = createScratch(device, 'params', usage);
  const tables = createScratch(device, 'tables', usage);

  const submit = (
    { kernel, groups, layers = 1, params: fields }: Launch,
    buffers: Readonly<Record<'arena' | 'tables' | 'out', GPUBuffer>>,
    format: number | undefined,
  ) => {
    const bytes = paramsOf(kernel, fields);
    const resources = { ...buffers, params: fill(device, params, bytes) };
    const entries = Object.entries(BINDINGS).map(([name, binding]) => ({
      binding,
      resource: { buffer: resources[name as keyof typeof BINDINGS] },
    }));
    const encoder = device.createCommandEncoder({ label: kernel });
    const pass = encoder.beginComputePass({ label: kernel });
    pass.setPipeline(pipeline(kernel, format));
    pass.setBindGroup(0, device.createBindGroup({ label: kernel, layout, entries }));
    pass.dispatchWorkgroups(groups, 1, layers);
    pass.end();
    device.queue.submit([encoder.finish()]);
  };

  return {
    launch(launches, arena, out, { tables: words = new Uint32Array(1), format } = {}) {
      if (launches.length === 0) return;
      guard.watch(`kernel ${launches[0]?.kernel}`, () => {
        const buffers = { arena, out, tables: fill(device, tables, words) };
        for (const launch of launches) submit(launch, buffers, format);
      });
    },
    close() {
      params.close();
      tables.close();
    },
  };
}

function fill(device: GPUDevice, scratch: Scratch, data: ArrayBuffer | Uint32Array<ArrayBuffer>): GPUBuffer {
  const buffer = scratch.take(data.byteLength);
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}
