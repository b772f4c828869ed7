/**
 * Bytes into and between buffers, at any place and of any length. The queue's own writes and copies move whole words
 * between two buffers; the rest goes aside first and is put in its place by a kernel.
 */
import type { Guard } from './guard.ts';
import { type Launcher, MAX_GROUPS } from './launch.ts';
import { createScratch } from './scratch.ts';

export interface Transfer {
  write(to: GPUBuffer, offset: number, bytes: Uint8Array<ArrayBuffer>): void;
  copy(from: GPUBuffer, fromOffset: number, to: GPUBuffer, toOffset: number, bytes: number): void;
  close(): void;
}

export const WORD = 4;
export const wholeWords = (bytes: number): number => Math.ceil(bytes / WORD) * WORD;

const GROUP_BYTES = 64 * WORD;
/** Bytes that one dispatch moves; the word at either end may be a part of one. */
const MOVE_BYTES = MAX_GROUPS * GROUP_BYTES - 2 * WORD;

export function createTransfer(device: GPUDevice, guard: Guard, launcher: Launcher): Transfer {
  const aside = createScratch(device, 'aside', GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);

  const copyWords = (from: GPUBuffer, fromOffset: number, to: GPUBuffer, toOffset: number, bytes: number) => {
    const encoder = device.createCommandEncoder({ label: 'copy' });
    encoder.copyBufferToBuffer(from, fromOffset, to, toOffset, bytes);
    device.queue.submit([encoder.finish()]);
  };

  const move = (source: GPUBuffer, from: number, to: GPUBuffer, toOffset: number, bytes: number) => {
    for (let at = 0; at < bytes; at += MOVE_BYTES) {
      const share = Math.min(bytes - at, MOVE_BYTES);
      const params = { source: from + at, destination: toOffset + at, bytes: share };
      launcher.launch([{ kernel: 'move', params, groups: Math.ceil((share + 2 * WORD) / GROUP_BYTES) }], source, to);
    }
  };

  const writeParts = (to: GPUBuffer, offset: number, bytes: Uint8Array<ArrayBuffer>) => {
    const padded = new Uint8Array(wholeWords(bytes.length));
    padded.set(bytes);
    const source = aside.take(padded.length);
    device.queue.writeBuffer(source, 0, padded);
    move(source, 0, to, offset, bytes.length);
  };

  return {
    write: (to, offset, bytes) =>
      guard.watch('upload', () => {
        const whole = offset % WORD === 0 ? bytes.length - (bytes.length % WORD) : 0;
        if (whole > 0) device.queue.writeBuffer(to, offset, bytes, 0, whole);
        if (whole < bytes.length) writeParts(to, offset + whole, bytes.subarray(whole));
      }),
    copy: (from, fromOffset, to, toOffset, bytes) =>
      guard.watch('copy', () => {
        if (bytes === 0) return;
        const aligned = [fromOffset, toOffset, bytes].every((n) => n % WORD === 0);
        if (aligned && from !== to) return copyWords(from, fromOffset, to, toOffset, bytes);
        // Neither a copy nor a kernel may read and write one buffer.
        const skip = fromOffset % WORD;
        const words = wholeWords(skip + bytes);
        const source = aside.take(words);
        copyWords(from, fromOffset - skip, source, 0, words);
        if (aligned) copyWords(source, 0, to, toOffset, bytes);
        else move(source, skip, to, toOffset, bytes);
      }),
    close: aside.close,
  };
}
