/** The merge command: reads the recipe, finds its models, runs the engine in this process. */
import { resolve } from 'node:path';
import { createEngine } from '../engine/engine.ts';
import type { MergeCommand } from './arguments.ts';
import { createNodeHost } from './node-host.ts';
import type { Reporter } from './reporter.ts';
import { requestOf } from './request.ts';

/** The only job of this process. */
const JOB = 'merge';

/** Whether the whole output is there. What went wrong was told to the reporter, or is thrown as an AlloyError. */
export async function merge(command: MergeCommand, reporter: Reporter, signal: AbortSignal): Promise<boolean> {
  const request = await requestOf(command, command.output, reporter);
  const host = createNodeHost({ output: resolve(command.output) });
  const engine = createEngine(host);
  let done = false;
  signal.addEventListener('abort', () => void engine.cancel(JOB));
  try {
    await engine.run(JOB, request, (event) => {
      done ||= event.type === 'done';
      reporter.event(event);
    });
  } finally {
    host.close();
  }
  return done;
}
