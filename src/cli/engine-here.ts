/** The engine in this process, for the one thing that a command asks of it. */
import { createEngine } from '../engine/engine.ts';
import type { EngineApi } from '../engine/protocol.ts';
import { createNodeHost } from './node-host.ts';

/** How the engine knows what it was asked. */
export const JOB = 'job';

/** `ask` calls the engine at once, under the name of JOB; the signal ends that. `output`: the folder that is written to. */
export async function withEngine<T>(output: string, signal: AbortSignal, ask: (engine: EngineApi) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const host = createNodeHost({ output });
  const engine = createEngine(host);
  signal.addEventListener('abort', () => void engine.cancel(JOB));
  try {
    return await ask(engine);
  } finally {
    host.close();
  }
}
