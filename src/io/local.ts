/** Files that the user picked or dropped. They are read where they lie and never copied. */
import { AlloyError } from '../base/errors.ts';
import { createSource } from './checkpoint.ts';
import { Transient } from './retry.ts';
import type { CheckpointSource, SourceSpec } from './source.ts';
import { fillFrom } from './stream.ts';

export function createFilesSource({ label, files }: Extract<SourceSpec, { kind: 'files' }>): CheckpointSource {
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  const list = [...byPath].map(([path, file]) => ({ path, bytes: file.size }));
  return createSource({
    local: true,
    open: async () => ({
      label,
      files: list,
      async read({ path }, offset, into, signal) {
        const piece = byPath.get(path)?.slice(offset, offset + into.length);
        if (piece) await readBlob(piece, into, `${path} of ${label}`, signal);
      },
    }),
  });
}

async function readBlob(piece: Blob, into: Uint8Array, where: string, signal: AbortSignal): Promise<void> {
  try {
    await fillFrom(piece.stream(), into, () => signal.throwIfAborted());
  } catch (thrown) {
    signal.throwIfAborted();
    throw unreadable(thrown, where);
  }
}

/** A file that changed on disk, or is gone, can no longer be read through its handle. */
function unreadable(thrown: unknown, where: string): unknown {
  const gone =
    thrown instanceof Transient || (thrown instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(thrown.name));
  if (!gone) return thrown;
  return new AlloyError(
    { code: 'missing', what: 'The file is gone or has changed since it was picked.', where, hint: 'Pick it again.' },
    thrown,
  );
}
