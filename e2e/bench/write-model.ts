/** Writes a made-up checkpoint to disk. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntheticFile } from '../hub/contents.ts';

const PIECE = 2 ** 22;

export async function writeModel(folder: string, files: Readonly<Record<string, string | SyntheticFile>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, file] of Object.entries(files)) {
    const handle = await open(join(folder, path), 'w');
    try {
      if (typeof file === 'string') await handle.writeFile(file);
      else for (let at = 0; at < file.bytes; at += PIECE) await handle.write(file.read(at, Math.min(PIECE, file.bytes - at)));
    } finally {
      await handle.close();
    }
  }
}
