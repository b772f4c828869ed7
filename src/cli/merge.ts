/** The merge command: reads the recipe, finds its models, runs the engine in this process. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AlloyError } from '../base/errors.ts';
import { createEngine } from '../engine/engine.ts';
import type { JobRequest } from '../engine/protocol.ts';
import { parseRecipe } from '../recipe/parse.ts';
import { recipeSources } from '../recipe/slices.ts';
import type { MergeCommand } from './arguments.ts';
import { findModel } from './models.ts';
import { createNodeHost } from './node-host.ts';
import type { Reporter } from './reporter.ts';

/** The only job of this process. */
const JOB = 'merge';

/** Whether the whole output is there. What went wrong was told to the reporter, or is thrown as an AlloyError. */
export async function merge(command: MergeCommand, reporter: Reporter, signal: AbortSignal): Promise<boolean> {
  const request = await requestOf(command, reporter);
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

async function requestOf(command: MergeCommand, reporter: Reporter): Promise<JobRequest> {
  const text = await readRecipe(command.recipe);
  const { recipe, problems } = parseRecipe(text);
  reporter.recipeProblems(problems);
  const places = { root: resolve(command.root ?? '.'), hubUrl: command.hubUrl, token: process.env.HF_TOKEN || undefined };
  const isSound = !problems.some(({ severity }) => severity === 'error');
  // The engine refuses what is not sound before it looks for a model.
  const refs = recipe && isSound ? recipeSources(recipe) : [];
  const sources = Object.fromEntries(refs.map((ref) => [ref, findModel(ref, places)]));
  return { recipe: text, sources, options: { ...command.job, backend: command.backend, name: basename(resolve(command.output)) } };
}

async function readRecipe(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new AlloyError(
      { code: 'missing', what: 'The recipe cannot be read.', where: path, hint: 'Give the path of a YAML file.' },
      thrown,
    );
  }
}
