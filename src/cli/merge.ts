/** The merge command: reads the recipe, finds its models, runs the engine in this process. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AlloyError } from '../base/errors.ts';
import type { JobRequest } from '../engine/protocol.ts';
import type { MergeCommand } from './arguments.ts';
import { JOB, withEngine } from './engine-here.ts';
import type { Reporter } from './reporter.ts';
import { requestOf } from './request.ts';

/** Whether the whole output is there. What went wrong was told to the reporter, or is thrown as an AlloyError. */
export async function merge(command: MergeCommand, reporter: Reporter, signal: AbortSignal): Promise<boolean> {
  const output = resolve(command.output);
  const request = await requestOf(command, output, reporter);
  await refuseOwnModel(request, output);
  let done = false;
  await withEngine(output, signal, (engine) =>
    engine.run(JOB, request, (event) => {
      done ||= event.type === 'done';
      reporter.event(event);
    }),
  );
  return done;
}

/** Weights of an earlier merge make room for the new ones: they must not be those that the merge reads. */
async function refuseOwnModel({ sources }: JobRequest, output: string): Promise<void> {
  const place = await placeOf(output);
  for (const source of Object.values(sources)) {
    if (place === undefined || source.kind !== 'folder' || (await placeOf(source.path)) !== place) continue;
    throw new AlloyError({
      code: 'unsupported',
      what: 'The output folder is one of the models; the merge would replace its weights.',
      where: output,
      hint: 'Choose another folder.',
    });
  }
}

/** Equal for all paths of one folder, through links too; undefined where there is none. */
async function placeOf(folder: string): Promise<string | undefined> {
  const found = await stat(folder, { bigint: true }).catch(() => undefined);
  return found && `${found.dev} ${found.ino}`;
}
