/** Output and scratch in a browser: its own file system where that can be written, memory elsewhere. */
import { createMemoryOutput, createMemoryScratch } from './memory.ts';
import { createOpfsOutput, createOpfsScratch, opfsWorks, sweepDeadJobs } from './opfs.ts';
import type { OutputStore, Scratch } from './output.ts';

/** Tried once a realm; what dead tabs left behind is swept at the same time. */
let writable: Promise<boolean> | undefined;

function canWrite(): Promise<boolean> {
  writable ??= opfsWorks().then(async (works) => {
    if (works) await sweepDeadJobs();
    return works;
  });
  return writable;
}

export const createBrowserOutput = async (): Promise<OutputStore> => ((await canWrite()) ? createOpfsOutput() : createMemoryOutput());

export const createBrowserScratch = async (bytes: number): Promise<Scratch> =>
  (await canWrite()) ? createOpfsScratch(bytes) : createMemoryScratch(bytes);
