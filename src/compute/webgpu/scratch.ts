/** A buffer for what lives no longer than one call. It grows and never shrinks; calls share it in the queue's order. */

export interface Scratch {
  /** A buffer of at least `bytes`; its contents are undefined. */
  take(bytes: number): GPUBuffer;
  close(): void;
}

const SMALLEST = 4096;

export function createScratch(device: GPUDevice, label: string, usage: GPUBufferUsageFlags): Scratch {
  let current: GPUBuffer | undefined;
  return {
    take(bytes) {
      if (current && current.size >= bytes) return current;
      // What is queued still reads the old one: destroying it waits for that.
      current?.destroy();
      current = device.createBuffer({ label, size: 2 ** Math.ceil(Math.log2(Math.max(bytes, SMALLEST))), usage });
      return current;
    },
    close: () => current?.destroy(),
  };
}
