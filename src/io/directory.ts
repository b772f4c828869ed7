/** Output into a folder that the user picked. A merge is assembled elsewhere first and copied when it is complete. */
import type { OutputStore, PublishedFile } from './output.ts';
import { diskFault, onDisk } from './store.ts';

/** `inner` must publish `File`s; it is emptied afterwards. Files of the same names in the folder are replaced. */
export function createDirectoryOutput(directory: FileSystemDirectoryHandle, inner: OutputStore): OutputStore {
  return {
    ...inner,
    async publish() {
      const files = await inner.publish();
      await copyAll(directory, files);
      await inner.abort();
      return files.map(({ path, bytes }) => ({ path, bytes }));
    },
  };
}

/** All files, or none: half a model would look like a whole one. */
async function copyAll(directory: FileSystemDirectoryHandle, files: readonly PublishedFile[]): Promise<void> {
  const copied: string[] = [];
  try {
    for (const { path, file } of files) {
      copied.push(path);
      await onDisk(path, () => copy(directory, path, file));
    }
  } catch (thrown) {
    for (const path of copied) await directory.removeEntry(path).catch(() => undefined);
    throw thrown;
  }
}

async function copy(directory: FileSystemDirectoryHandle, path: string, file: File | undefined): Promise<void> {
  if (!file) throw diskFault('The finished file is not at hand.', path);
  const target = await directory.getFileHandle(path, { create: true });
  const stream = await target.createWritable();
  try {
    await stream.write(file);
    await stream.close();
  } catch (thrown) {
    await stream.abort().catch(() => undefined);
    throw thrown;
  }
  const { size } = await target.getFile();
  if (size !== file.size) throw diskFault(`The folder took ${size} of ${file.size} bytes.`, path);
}
