/** The engine's host in a browser's worker. */
import { laneCount } from '../compute/choose.ts';
import { spawnWasmLanes } from '../compute/wasm/spawn-lanes.ts';
import { findAdapter } from '../compute/webgpu/adapter.ts';
import { createBrowserOutput, createBrowserScratch } from '../io/browser-output.ts';
import { hubDirectory, openSource } from '../io/open.ts';
import { listStored, removeStored } from '../io/stored.ts';
import type { EngineHost } from './host.ts';
import { createLaneKeeper } from './lanes.ts';

/** Arenas and outputs of all slots. With the browser itself, a merge stays below 700 MB whatever the models' size. */
const BUDGET_BYTES = 128 * 1024 * 1024;

export function createBrowserHost(): EngineHost {
  const keeper = createLaneKeeper({
    adapter: findAdapter,
    // On demand: a library of it needs Float16Array, which older browsers without WebGPU lack.
    webgpu: async () => (await import('../compute/webgpu/webgpu.ts')).createWebGpuBackend(),
    wasm: () => spawnWasmLanes(laneCount(navigator.hardwareConcurrency)),
  });
  return {
    open: openSource,
    lanes: keeper.lanes,
    output: createBrowserOutput,
    scratch: createBrowserScratch,
    hub: hubDirectory,
    storage: { list: listStored, remove: removeStored },
    budgetBytes: BUDGET_BYTES,
  };
}
