/** Brings bytes from a device to the host through a few mappable buffers that are used again and again. */
import { AlloyError } from '../../base/errors.ts';
import type { Guard } from './guard.ts';
import { roomFor } from './scratch.ts';

export interface Readback {
  /** Queues the copy at once; `use` sees the bytes as they are after everything queued before. Offset and bytes are whole words. */
  read(buffer: GPUBuffer, offset: number, bytes: number, use: (mapped: Uint8Array<ArrayBuffer>) => void): Promise<void>;
  close(): void;
}

/** Idle buffers kept for the next read. */
const KEPT = 4;
const SMALLEST = 2 ** 16;

export function createReadback(device: GPUDevice, guard: Guard): Readback {
  const idle: GPUBuffer[] = [];

  const take = (bytes: number): GPUBuffer => {
    const fits = idle.findIndex((buffer) => buffer.size >= bytes);
    const [found] = fits < 0 ? [] : idle.splice(fits, 1);
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    return found ?? device.createBuffer({ label: 'readback', size: roomFor(device, bytes, SMALLEST), usage });
  };

  const give = (buffer: GPUBuffer): void => {
    idle.push(buffer);
    if (idle.length > KEPT) idle.shift()?.destroy();
  };

  const queueCopy = (buffer: GPUBuffer, offset: number, bytes: number): GPUBuffer => {
    const staging = take(bytes);
    const encoder = device.createCommandEncoder({ label: 'readback' });
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    return staging;
  };

  return {
    async read(buffer, offset, bytes, use) {
      if (bytes === 0) return guard.settled();
      const staging = guard.watch('download', () => queueCopy(buffer, offset, bytes));
      const refused = await guard
        .watch('download', () => staging.mapAsync(GPUMapMode.READ, 0, bytes))
        .then(
          () => undefined,
          (thrown: unknown) => unreadable(thrown),
        );
      try {
        // The reason, where the device gave one.
        await guard.settled();
        if (refused) throw refused;
        use(new Uint8Array(staging.getMappedRange(0, bytes)));
      } catch (thrown) {
        staging.destroy();
        throw thrown;
      }
      staging.unmap();
      give(staging);
    },
    close() {
      for (const buffer of idle) buffer.destroy();
    },
  };
}

function unreadable(thrown: unknown): AlloyError {
  return new AlloyError(
    { code: 'device', what: 'The graphics device did not give its results.', hint: 'Start again on a new device, or on the processor.' },
    thrown,
  );
}
