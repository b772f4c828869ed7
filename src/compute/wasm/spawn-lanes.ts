/** Worker threads for browsers without a graphics device: each takes whole tensors. */
import type { Backend } from '../backend.ts';
import { createRemoteBackend } from './lane-client.ts';
import { webPort } from './lane-port.ts';

/** Starts `count` workers and waits until all answer. */
export async function spawnWasmLanes(count: number): Promise<Backend[]> {
  const lanes = Array.from({ length: count }, () =>
    createRemoteBackend(webPort(new Worker(new URL('./lane-worker.ts', import.meta.url), { type: 'module' }))),
  );
  try {
    await Promise.all(lanes.map((lane) => lane.download(lane.alloc(0), 0, new Uint8Array())));
    return lanes;
  } catch (thrown) {
    for (const lane of lanes) lane.close();
    throw thrown;
  }
}
