/** A device's buffers behind plain handles, and the ways bytes go in, about and out. Bytes are moved in queue order. */
import { defined, invariant } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import type { DeviceBuffer } from '../backend.ts';
import type { Guard } from './guard.ts';
import type { Launcher } from './launch.ts';
import { MAX_GROUPS } from './launch.ts';
import { createReadback } from './readback.ts';
import { createScratch } from './scratch.ts';

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

/** What the queue's own writes and copies move. */
const WORD = 4;
const down = (bytes: number): number => bytes - (bytes % WORD);
const up = (bytes: number): number => Math.ceil(bytes / WORD) * WORD;

/** Bytes that one dispatch moves: a word for each of 64 lanes. */
const MOVE_BYTES = MAX_GROUPS * 64 * WORD;

export function createMemory(device: GPUDevice, guard: Guard, launcher: Launcher, limit: number): Memory {
  const buffers = new Map<number, GPUBuffer>();
  let ids = 0;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const aside = createScratch(device, 'aside', usage);
  const readback = createReadback(device, guard);
  const of = (buffer: DeviceBuffer) => defined(buffers.get(buffer.id), `buffer ${buffer.id}`);

  const copyWords = (from: GPUBuffer, fromOffset: number, to: GPUBuffer, toOffset: number, bytes: number) => {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, fromOffset, to, toOffset, bytes);
    device.queue.submit([encoder.finish()]);
  };

  /** Puts bytes from the buffer `aside` anywhere, whole words or not. */
  const moveFrom = (source: GPUBuffer, skip: number, to: GPUBuffer, toOffset: number, bytes: number) => {
    for (let at = 0; at < bytes; at += MOVE_BYTES - WORD) {
      const share = Math.min(bytes - at, MOVE_BYTES - WORD);
      const params = { source: skip + at, destination: toOffset + at, bytes: share };
      launcher.launch([{ kernel: 'move', params, groups: Math.ceil((share + WORD) / (64 * WORD)) }], source, to);
    }
  };

  const uploadUnaligned = (to: GPUBuffer, offset: number, bytes: Uint8Array<ArrayBuffer>) => {
    if (bytes.length === 0) return;
    const padded = new Uint8Array(up(bytes.length));
    padded.set(bytes);
    const source = guard.watch('upload', () => {
      const buffer = aside.take(padded.length);
      device.queue.writeBuffer(buffer, 0, padded);
      return buffer;
    });
    moveFrom(source, 0, to, offset, bytes.length);
  };

  return {
    of,
    alloc(bytes) {
      if (bytes > limit) throw tooLarge(bytes, limit);
      const size = Math.max(WORD, up(bytes));
      const buffer = guard.watch(`alloc ${bytes}`, () => device.createBuffer({ label: 'memory', size, usage }));
      const handle = { id: ids++, bytes };
      buffers.set(handle.id, buffer);
      return handle;
    },
    upload(buffer, offset, bytes) {
      inside(buffer, offset, bytes.length);
      const to = of(buffer);
      const whole = offset % WORD === 0 ? down(bytes.length) : 0;
      if (whole > 0) guard.watch('upload', () => device.queue.writeBuffer(to, offset, bytes, 0, whole));
      uploadUnaligned(to, offset + whole, bytes.subarray(whole));
    },
    copy(from, fromOffset, to, toOffset, bytes) {
      inside(from, fromOffset, bytes);
      inside(to, toOffset, bytes);
      if (bytes === 0) return;
      const aligned = [fromOffset, toOffset, bytes].every((n) => n % WORD === 0);
      if (aligned && from.id !== to.id) {
        guard.watch('copy', () => copyWords(of(from), fromOffset, of(to), toOffset, bytes));
        return;
      }
      // Neither a copy nor a kernel may read and write one buffer: the words go aside first.
      const skip = fromOffset % WORD;
      const words = up(skip + bytes);
      const source = guard.watch('copy', () => {
        const buffer = aside.take(words);
        copyWords(of(from), fromOffset - skip, buffer, 0, words);
        return buffer;
      });
      if (aligned) guard.watch('copy', () => copyWords(source, 0, of(to), toOffset, bytes));
      else moveFrom(source, skip, of(to), toOffset, bytes);
    },
    async download(buffer, offset, into) {
      inside(buffer, offset, into.length);
      const skip = offset % WORD;
      await readback.read(of(buffer), offset - skip, up(skip + into.length), (bytes) => into.set(bytes.subarray(skip, skip + into.length)));
    },
    async read(buffer, bytes) {
      const into = new Uint8Array(bytes);
      await readback.read(buffer, 0, bytes, (mapped) => into.set(mapped));
      return into;
    },
    free(buffer) {
      buffers.get(buffer.id)?.destroy();
      buffers.delete(buffer.id);
    },
    close() {
      for (const buffer of buffers.values()) buffer.destroy();
      aside.close();
      readback.close();
    },
  };
}

function inside(buffer: DeviceBuffer, offset: number, bytes: number): void {
  invariant(
    offset >= 0 && bytes >= 0 && offset + bytes <= buffer.bytes,
    `bytes ${offset} to ${offset + bytes} lie in a buffer of ${buffer.bytes}`,
  );
}

function tooLarge(bytes: number, limit: number): AlloyError {
  return new AlloyError({
    code: 'device',
    what: `The graphics device gives buffers of at most ${limit} bytes; ${bytes} were asked for.`,
    hint: 'Lower the memory budget, or work on the processor.',
  });
}
