/** One of the embedded checkpoints: small enough to be fetched whole and kept. */
import { AlloyError } from '../base/errors.ts';
import { createSource, type OpenFiles } from './checkpoint.ts';
import type { CheckpointSource, ReadObserver, SourceSpec } from './source.ts';

/** What each of them consists of; a static host cannot list a folder. */
const FILES = [
  'model.safetensors',
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'README.md',
] as const;

/** `url` of the spec is the absolute address of the checkpoint's own folder. */
export function createDemoSource({ name, url }: Extract<SourceSpec, { kind: 'demo' }>, observer: ReadObserver): CheckpointSource {
  const folder = url.endsWith('/') ? url : `${url}/`;
  return createSource({ local: true, open: (signal) => fetchAll(`demo/${name}`, folder, observer, signal) });
}

async function fetchAll(label: string, folder: string, observer: ReadObserver, signal: AbortSignal): Promise<OpenFiles> {
  const contents = new Map(
    await Promise.all(
      FILES.map(async (path) => [path as string, await fetchFile(new URL(path, folder), `${path} of ${label}`, observer, signal)] as const),
    ),
  );
  return {
    label,
    files: [...contents].map(([path, bytes]) => ({ path, bytes: bytes.length })),
    async read({ path }, offset, into) {
      into.set(contents.get(path)?.subarray(offset, offset + into.length) ?? []);
    },
  };
}

async function fetchFile(url: URL, where: string, observer: ReadObserver, signal: AbortSignal): Promise<Uint8Array> {
  const failed = (cause: unknown) =>
    new AlloyError({ code: 'network', what: 'An embedded checkpoint could not be loaded.', where, hint: 'Reload the page.' }, cause);
  try {
    observer.requested();
    const response = await fetch(url, { signal });
    if (!response.ok) throw failed(`status ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    observer.transferred(bytes.length);
    return bytes;
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof AlloyError ? thrown : failed(thrown);
  }
}
