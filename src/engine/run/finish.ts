/** What follows the tensors: the small files, and a look at what was written. */

import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import { headerLength, LENGTH_BYTES, parseHeader } from '../../formats/safetensors.ts';
import type { OutputStore } from '../../io/output.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { CompanionFile, Plan } from '../plan-types.ts';

const PIECE = 4 * 1024 * 1024;

export async function writeCompanions(
  plan: Plan,
  sources: readonly CheckpointSource[],
  store: OutputStore,
  signal: AbortSignal,
): Promise<void> {
  for (const companion of plan.layout.companions) {
    if ('text' in companion) await writeText(companion.path, companion.text, store);
    else await copyFile(companion, sources, store, signal);
  }
}

async function writeText(path: string, text: string, store: OutputStore): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const writer = await store.create(path, bytes.length);
  await writer.write(0, bytes);
  await writer.close();
}

async function copyFile(
  file: Extract<CompanionFile, { from: string }>,
  sources: readonly CheckpointSource[],
  store: OutputStore,
  signal: AbortSignal,
) {
  const source = defined(sources[file.source], 'the source of a file');
  const writer = await store.create(file.path, file.bytes);
  for (let done = 0; done < file.bytes; done += PIECE) {
    const bytes = new Uint8Array(Math.min(PIECE, file.bytes - done));
    await source.read(file.from, done, bytes, signal);
    await writer.write(done, bytes);
  }
  await writer.close();
}

/** Reads every header back and holds it to the plan. */
export async function checkFiles(plan: Plan, store: OutputStore): Promise<void> {
  for (const [index, file] of plan.layout.files.entries()) {
    const first = new Uint8Array(LENGTH_BYTES);
    await store.read(file.path, 0, first);
    const json = new Uint8Array(headerLength(first, file.bytes, file.path));
    await store.read(file.path, LENGTH_BYTES, json);
    const whole = new Uint8Array(LENGTH_BYTES + json.length);
    whole.set(first);
    whole.set(json, LENGTH_BYTES);
    const { tensors } = parseHeader(whole, file.bytes, file.path);
    const found = new Map(tensors.map((t) => [t.name, t]));
    for (const t of plan.tensors) {
      if (t.file !== index) continue;
      const there = found.get(t.name);
      if (there?.offset !== t.offset || there.bytes !== t.bytes || there.dtype !== t.dtype) {
        throw new AlloyError({
          code: 'disk',
          what: 'The written file does not read back as it was planned.',
          where: `${file.path}, ${t.name}`,
          hint: 'The disk or the browser store may be damaged; try another place.',
        });
      }
    }
  }
}
