/** A device's buffers behind plain handles. Bytes go in, about and out in the order of the calls. */
import { defined, invariant } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import type { DeviceBuffer } from '../backend.ts';
import type { Guard } from './guard.ts';
import type { Launcher } from './launch.ts';
import { createReadback } from './readback.ts';
import { createTransfer, WORD, wholeWords } from './transfer.ts';

export interface Memory {
  /** Throws AlloyError `device` for more than the limit; a device that runs out says so at the next await. */
  alloc(bytes: number): DeviceBuffer;
  of(buffer: DeviceBuffer): GPUBuffer;
  upload(buffer: DeviceBuffer, offset: number, bytes: Uint8Array<ArrayBuffer>): void;
  copy(from: DeviceBuffer, fromOffset: number, to: DeviceBuffer, toOffset: number, bytes: number): void;
  download(buffer: DeviceBuffer, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The first bytes of a buffer, as they are after what is queued so far. */
  read(buffer: GPUBuffer, bytes: number): Promise<Uint8Array<ArrayBuffer>>;
  free(buffer: DeviceBuffer): void;
  close(): void;
}

export function createMemory(device: GPUDevice, guard: Guard, launcher: Launcher, limit: number): Memory {
  const buffers = new Map<number, GPUBuffer>();
  let ids = 0;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const transfer = createTransfer(device, guard, launcher);
  const readback = createReadback(device, guard);
  const of = (buffer: DeviceBuffer) => defined(buffers.get(buffer.id), `buffer ${buffer.id}`);
  const ofPart = (buffer: DeviceBuffer, offset: number, bytes: number) => {
    const inside = offset >= 0 && bytes >= 0 && offset + bytes <= buffer.bytes;
    invariant(inside, `bytes ${offset} to ${offset + bytes} lie in a buffer of ${buffer.bytes}`);
    return of(buffer);
  };
  return {
    of,
    alloc(bytes) {
      if (bytes > limit) throw tooLarge(bytes, limit);
      const size = Math.max(WORD, wholeWords(bytes));
      const buffer = guard.watch(`alloc ${bytes}`, () => device.createBuffer({ label: 'memory', size, usage }));
      const handle = { id: ids++, bytes };
      buffers.set(handle.id, buffer);
      return handle;
    },
    upload: (buffer, offset, bytes) => transfer.write(ofPart(buffer, offset, bytes.length), offset, bytes),
    copy: (from, fromOffset, to, toOffset, bytes) =>
      transfer.copy(ofPart(from, fromOffset, bytes), fromOffset, ofPart(to, toOffset, bytes), toOffset, bytes),
    async download(buffer, offset, into) {
      const skip = offset % WORD;
      const from = ofPart(buffer, offset, into.length);
      await readback.read(from, offset - skip, wholeWords(skip + into.length), (words) =>
        into.set(words.subarray(skip, skip + into.length)),
      );
    },
    async read(buffer, bytes) {
      const into = new Uint8Array(bytes);
      await readback.read(buffer, 0, bytes, (words) => into.set(words));
      return into;
    },
    free(buffer) {
      buffers.get(buffer.id)?.destroy();
      buffers.delete(buffer.id);
    },
    close() {
      for (const buffer of buffers.values()) buffer.destroy();
      transfer.close();
      readback.close();
    },
  };
}

function tooLarge(bytes: number, limit: number): AlloyError {
  return new AlloyError({
    code: 'device',
    what: `The graphics device gives buffers of at most ${limit} bytes; ${bytes} were asked for.`,
    hint: 'Lower the memory budget, or work on the processor.',
  });
}
