/** The engine's host in Node: folders, files, worker threads, and WebGPU where there is a real device. */
import { availableParallelism, totalmem } from 'node:os';
import { laneCount } from '../compute/choose.ts';
import { findAdapter } from '../compute/webgpu/adapter.ts';
import type { EngineHost } from '../engine/host.ts';
import { createLaneKeeper } from '../engine/lanes.ts';
import { createFolderSource } from '../io/folder.ts';
import { createNodeOutput, createNodeScratch } from '../io/node-output.ts';
import { openSource } from '../io/open.ts';
import { provideWebGpu } from './dawn.ts';
import { spawnThreads } from './threads.ts';

export interface NodeHost extends EngineHost {
  /** Ends the threads and gives up the device. */
  close(): void;
}

/** More is no faster, and fresh memory is what costs. */
const MOST_BUDGET = 160 * 1024 * 1024;
const MEMORY_SHARE = 1 / 8;

/** `output`: the folder that receives the result. */
export function createNodeHost({ output }: { readonly output: string }): NodeHost {
  const keeper = createLaneKeeper({
    async adapter() {
      await provideWebGpu();
      return findAdapter();
    },
    // On demand: a library of it needs Float16Array, which Node 20 lacks.
    webgpu: async () => (await import('../compute/webgpu/webgpu.ts')).createWebGpuBackend(),
    // Reading and writing leave the main thread idle here: no core is kept for that; up to four compute.
    wasm: async () => spawnThreads(laneCount(availableParallelism() + 1)),
  });
  return {
    open: (spec, observer) => (spec.kind === 'folder' ? createFolderSource(spec.path) : openSource(spec, observer)),
    lanes: keeper.lanes,
    output: () => createNodeOutput(output),
    scratch: (bytes) => createNodeScratch(bytes, output),
    budgetBytes: Math.min(MOST_BUDGET, Math.floor(totalmem() * MEMORY_SHARE)),
    close: keeper.close,
  };
}
