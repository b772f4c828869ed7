/**
 * Vite plugin: compiles the AssemblyScript kernels. `import bytes from './assembly/index.ts?kernels'` gives the module's
 * bytes as a Uint8Array, inlined as base64: the same import works in dev, build, worker chunks, Vitest and `--ssr`,
 * and no server needs to know about .wasm files. `?kernels-shared` is the same module for a memory that threads share.
 * The folder is compiled once for each state of its files.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { LARGEST_MEMORY } from './limits.ts';

const FORMS: Readonly<Record<string, readonly string[]>> = {
  '?kernels': [],
  '?kernels-shared': ['--enable', 'threads', '--sharedMemory', '--maximumMemory', `${LARGEST_MEMORY}`],
};
/** No runtime: the kernels keep no objects, and the host owns their memory. */
const OPTIONS = [
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
  ...['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--initialMemory', '1', '--memoryBase', '1024'],
];

interface Compiled {
  readonly sources: string;
  readonly bytes: Promise<Uint8Array>;
}

const compiled = new Map<string, Compiled>();

export function assemblyScript(): Plugin {
  return {
    name: 'alloy:assemblyscript',
    enforce: 'pre',
    resolveId(id, importer) {
      const { path, form } = partsOf(id);
      if (!(form in FORMS)) return undefined;
      return (importer && path.startsWith('.') ? resolve(dirname(partsOf(importer).path), path) : path) + form;
    },
    async load(id) {
      const { path, form } = partsOf(id);
      if (!(form in FORMS)) return undefined;
      const entry = fromPath(path);
      const files = await readFolder(dirname(entry));
      for (const name of files.keys()) this.addWatchFile(join(dirname(entry), name));
      const base64 = Buffer.from(await compileOnce(entry, form, files)).toString('base64');
      return { code: `export default Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0));`, moduleType: 'js' as const };
    },
  };
}

const partsOf = (id: string): { path: string; form: string } => {
  const query = id.indexOf('?');
  return query < 0 ? { path: id, form: '' } : { path: id.slice(0, query), form: id.slice(query) };
};

/** Vite's dev server asks for paths below its root, everything else for absolute ones. */
const fromPath = (path: string): string => (path.startsWith('/src/') ? fileURLToPath(new URL(`../../..${path}`, import.meta.url)) : path);

async function readFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}

function compileOnce(entry: string, form: string, files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const sources = JSON.stringify([...files]);
  const known = compiled.get(entry + form);
  if (known?.sources === sources) return known.bytes;
  const bytes = compile(basename(entry), [...OPTIONS, ...(FORMS[form] ?? [])], files);
  compiled.set(entry + form, { sources, bytes });
  return bytes;
}

async function compile(entry: string, options: readonly string[], files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const { default: asc } = await import('assemblyscript/asc'); // large: not loaded before it is needed
  const written = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main([entry, '--outFile', 'kernels.wasm', ...options], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [...files.keys()],
  });
  const bytes = written.get('kernels.wasm');
  if (error || !(bytes instanceof Uint8Array)) throw new Error(`AssemblyScript: ${error?.message ?? 'no output'}\n${stderr.toString()}`);
  return bytes;
}
