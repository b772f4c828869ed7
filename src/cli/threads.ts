/** Worker threads for the processor: each takes whole tensors. */
import { Worker } from 'node:worker_threads';
import type { Backend } from '../compute/backend.ts';
import { createRemoteBackend } from '../compute/wasm/lane-client.ts';
import { nodePort } from '../compute/wasm/lane-port.ts';

/** The build puts `lane.ts` beside the program. */
const LANE = new URL('lane.mjs', import.meta.url);

export const spawnThreads = (count: number): Backend[] =>
  Array.from({ length: count }, () => createRemoteBackend(nodePort(new Worker(LANE))));
