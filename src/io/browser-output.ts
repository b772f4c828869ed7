/** Output and scratch in a browser: its own file system where that can be written and has room, memory elsewhere. */
import { AlloyError } from '../base/errors.ts';
import { createMemoryOutput, createMemoryRoom, createMemoryScratch } from './memory.ts';
import { createOpfsOutput, createOpfsScratch, type OpfsState, probeOpfs, sweepDeadJobs } from './opfs.ts';
import type { OutputStore, Scratch } from './output.ts';
import { sizeText } from './store.ts';

let swept: Promise<void> | undefined;

/** Frees what dead tabs left behind, once a realm. */
export function sweepOnce(): Promise<void> {
  // Where there is no file system nothing was left in it.
  swept ??= sweepDeadJobs().catch(() => undefined);
  return swept;
}

interface Disk {
  readonly state: OpfsState;
  /** What the browser says it would still keep for this site. */
  readonly roomBytes: number | undefined;
}

async function lookAtDisk(): Promise<Disk> {
  await soon(sweepOnce(), undefined);
  const estimate = navigator.storage.estimate().catch(() => NOTHING_KNOWN);
  const [state, { quota, usage }] = await Promise.all([probeOpfs(), soon(estimate, NOTHING_KNOWN)]);
  return { state, roomBytes: quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage) };
}

const NOTHING_KNOWN: StorageEstimate = {};

/** No merge waits longer for what it can do without. */
const SOON_MS = 1000;

/** Chromium may not answer while the page's other files change: a file that finds no room says so itself. */
function soon<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  return Promise.race([answer, new Promise<T>((resolve) => setTimeout(resolve, SOON_MS, otherwise))]);
}

const NO_DISK: Partial<Record<OpfsState, { readonly why: string; readonly hint: string }>> = {
  missing: { why: 'This window has no file system of its own', hint: 'Use a window that is not private, or choose a smaller merge.' },
  silent: { why: 'The browser’s file system does not answer', hint: 'Open the studio anew, or choose a smaller merge.' },
};

/** Where `bytes` go: to the disk, or to memory, for the reason given. Throws `disk` where neither would hold them. */
export function placeFor(bytes: number, { state, roomBytes }: Disk, memoryBytes: number): 'disk' | { readonly notice: string } {
  if (state === 'works' && (roomBytes === undefined || roomBytes >= bytes)) return 'disk';
  const noDisk = NO_DISK[state];
  const room = `The browser has room for ${sizeText(state === 'full' ? 0 : (roomBytes ?? 0))} more here, and ${sizeText(bytes)} are needed`;
  const why = noDisk?.why ?? room;
  if (bytes <= memoryBytes) return { notice: `${why}: the result is held in memory and is lost when the tab closes.` };
  throw new AlloyError({
    code: 'disk',
    what: noDisk ? `${why}, and memory has room for ${sizeText(memoryBytes)}; ${sizeText(bytes)} are needed.` : `${why}.`,
    hint: noDisk?.hint ?? 'Delete results under “Kept in this browser”, free space on this computer, or choose a smaller merge.',
  });
}

/** Of all that this realm holds in memory. */
const memory = createMemoryRoom();

export async function createBrowserOutput(_name: string, bytes: number): Promise<OutputStore> {
  const place = placeFor(bytes, await lookAtDisk(), memory.left());
  return place === 'disk' ? createOpfsOutput() : { ...createMemoryOutput(memory), notice: place.notice };
}

export async function createBrowserScratch(bytes: number): Promise<Scratch> {
  const place = placeFor(bytes, await lookAtDisk(), memory.left());
  return place === 'disk' ? createOpfsScratch(bytes) : createMemoryScratch(bytes, memory);
}
