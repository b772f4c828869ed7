/** Where bytes go. Nothing appears under a final name before `publish`, and `abort` leaves nothing behind. */

/** A file being written at known positions; its full size is known from the start. */
export interface Writer {
  /** Writes all of `bytes` at `offset`, or throws AlloyError `disk`. Writes may overlap in time, never in place. */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** One output folder. */
export interface OutputStore {
  /** Why it is not where outputs usually are; absent where it is. */
  readonly notice?: string | undefined;
  /** Fails with `disk` when there is no room for `bytes`. */
  create(path: string, bytes: number): Promise<Writer>;
  /** Reads back what was written, before publishing: used to check the result. */
  read(path: string, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Puts every created file under its final name. */
  publish(): Promise<PublishedFile[]>;
  abort(): Promise<void>;
}

export interface PublishedFile {
  readonly path: string;
  readonly bytes: number;
  /** The file itself where a browser holds it; undefined for a folder on disk. */
  readonly file?: File | undefined;
  /** The job folder of the browser's own file system that it lies in, by which it can be removed. */
  readonly folder?: string | undefined;
}

/** Room for large tensors between two passes: written once, read many times, overwritten by the next tensor. */
export interface Scratch {
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  read(offset: number, into: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}
