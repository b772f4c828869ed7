/** Byte streams into memory that already exists, through one small buffer that goes back and forth. */
import { Transient } from './retry.ts';

/** Streams hand out at most 2 MiB at a time; a larger buffer would stay half empty. */
const BOUNCE_BYTES = 2 * 2 ** 20;

/** Buffers between two uses. A stream takes its buffer away and gives another, so they cannot be the caller's memory. */
const spare: ArrayBuffer[] = [];
const MAX_SPARE = 8;

/**
 * Fills `into` from the stream, which must hold exactly as many bytes. `arrived(n)` tells of each piece after it was
 * copied, so that a caller can go on behind it. Throws what the stream throws, and {@link Transient} when it holds
 * fewer or more bytes. `into` may lie in WASM memory, which a stream could not fill itself.
 */
export async function fillFrom(stream: ReadableStream<Uint8Array>, into: Uint8Array, arrived: (bytes: number) => void): Promise<void> {
  const read = openReader(stream);
  let at = 0;
  try {
    for (let piece = await read.next(); piece; piece = await read.next()) {
      if (piece.length > into.length - at) throw new Transient('The server sent more than was asked for.');
      into.set(piece, at);
      at += piece.length;
      arrived(piece.length);
    }
  } finally {
    read.close();
  }
  if (at < into.length) throw new Transient('The data ended too early.');
}

/** All of a stream that must not hold more than `limit` bytes; undefined when it does. */
export async function readUpTo(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  arrived: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const read = plainReader(stream);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for (let piece = await read.next(); piece; piece = await read.next()) {
      total += piece.length;
      if (total > limit) return undefined;
      pieces.push(new Uint8Array(piece));
      arrived(piece.length);
    }
  } finally {
    read.close();
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

interface PieceReader {
  /** The next piece, valid until the next call; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  close(): void;
}

function openReader(stream: ReadableStream<Uint8Array>): PieceReader {
  const byob = byobReader(stream);
  if (!byob) return plainReader(stream);
  let buffer = spare.pop() ?? new ArrayBuffer(BOUNCE_BYTES);
  return {
    async next() {
      const { value, done } = await byob.read(new Uint8Array(buffer));
      if (value) buffer = value.buffer;
      return done ? undefined : value;
    },
    close() {
      if (buffer.byteLength > 0 && spare.length < MAX_SPARE) spare.push(buffer);
      byob.cancel().catch(() => undefined);
    },
  };
}

/** Not every engine gives byte streams for files and replies. */
function byobReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

function plainReader(stream: ReadableStream<Uint8Array>): PieceReader {
  const reader = stream.getReader();
  return {
    next: async () => (await reader.read()).value,
    close: () => void reader.cancel().catch(() => undefined),
  };
}
