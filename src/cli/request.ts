/** A recipe's file and the command's options → a job for the engine. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AlloyError } from '../base/errors.ts';
import type { JobRequest } from '../engine/protocol.ts';
import { parseRecipe } from '../recipe/parse.ts';
import { recipeSources } from '../recipe/slices.ts';
import type { MergeCommand, ReportCommand } from './arguments.ts';
import { findModel, type Places } from './models.ts';
import type { Reporter } from './reporter.ts';

type Command = MergeCommand | ReportCommand;

export const placesOf = ({ root, hubUrl }: Command): Places => ({
  root: resolve(root ?? '.'),
  hubUrl,
  token: process.env.HF_TOKEN || undefined,
});

/** `output`: the folder whose name the merge has. Faults of the recipe are told to the reporter. */
export async function requestOf(command: Command & { readonly recipe: string }, output: string, reporter: Reporter): Promise<JobRequest> {
  const text = await readRecipe(command.recipe);
  const { recipe, problems } = parseRecipe(text);
  reporter.recipeProblems(problems);
  const isSound = !problems.some(({ severity }) => severity === 'error');
  // The engine refuses what is not sound before it looks for a model.
  const refs = recipe && isSound ? recipeSources(recipe) : [];
  const sources = Object.fromEntries(refs.map((ref) => [ref, findModel(ref, placesOf(command))]));
  return { recipe: text, sources, options: { ...command.job, backend: command.backend, name: basename(resolve(output)) } };
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
