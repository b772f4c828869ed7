/** A buffer for what lives no longer than one call. It grows and never shrinks; calls share it in the queue's order. */

export interface Scratch {
  /** A buffer of at least `bytes`; its contents are undefined. */
  take(bytes: number): GPUBuffer;
  close(): void;
}

const SMALLEST = 2 ** 12;

export function createScratch(device: GPUDevice, label: string, usage: GPUBufferUsageFlags): Scratch {
  let current: GPUBuffer | undefined;
  return {
    take(bytes) {
      if (current && current.size >= bytes) return current;
      // What is queued still reads the old one: destroying it waits for that.
      current?.destroy();
      current = device.createBuffer({ label, size: roomFor(device, bytes, SMALLEST), usage });
      return current;
    },
    close: () => current?.destroy(),
  };
}

/** A size with room to spare, so that a slightly larger call needs no new buffer; never beyond what can be bound. */
export function roomFor(device: GPUDevice, bytes: number, smallest: number): number {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const spare = 2 ** Math.ceil(Math.log2(Math.max(bytes, smallest)));
  return Math.max(bytes, Math.min(spare, maxBufferSize, maxStorageBufferBindingSize));
}
