/** All that stands between the recipe and its merge, from the text, the models and the planner, as one list. */
import type { PlainFault } from '../../base/errors.ts';
import type { ProblemTopic } from '../../engine/protocol.ts';
import type { RecipeProblem } from '../../recipe/recipe.ts';
import { recipeModels } from '../../recipe/slices.ts';
import type { JobState } from './job-store.ts';
import type { RecipeState } from './recipe-store.ts';
import type { SourcesState } from './sources-store.ts';

export interface Trouble {
  /** error: to solve. warning: to know. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly what: string;
  readonly where?: string | undefined;
  readonly hint?: string | undefined;
  /** The model it is about, where it could not be read: the row offers to mend it. */
  readonly model?: { readonly ref: string; readonly code: PlainFault['code'] } | undefined;
  /** The fault of the text, where a fix can be carried out. */
  readonly problem?: RecipeProblem | undefined;
  /** What the planner's problem is about, where something can be done. */
  readonly about?: ProblemTopic | undefined;
}

type Facts = readonly [recipe: RecipeState, sources: SourcesState, job: JobState];

/** Errors first. */
export function troubles(...[recipe, sources, job]: Facts): readonly Trouble[] {
  const { summary, fault } = job.plan;
  const planned: readonly Trouble[] =
    summary?.problems.map(({ severity, what, where, hint, about }) => ({ severity, what, where, hint, about })) ?? [];
  const failed: readonly Trouble[] = fault ? [{ severity: 'error', what: fault.what, where: fault.where, hint: fault.hint }] : [];
  const all = [...recipe.problems.map(ofText), ...unreadable(recipe, sources), ...failed, ...planned];
  return SEVERITIES.flatMap((severity) => all.filter((trouble) => trouble.severity === severity));
}

const SEVERITIES = ['error', 'warning', 'note'] as const;

const ofText = (problem: RecipeProblem): Trouble => ({
  severity: problem.severity,
  what: problem.message,
  where: [problem.line === undefined ? undefined : `line ${problem.line}`, problem.path].filter(Boolean).join(', ') || undefined,
  problem,
});

function unreadable({ recipe }: RecipeState, { entries }: SourcesState): Trouble[] {
  if (!recipe) return [];
  return recipeModels(recipe).flatMap((ref) => {
    const entry = entries[ref];
    if (entry?.state.kind !== 'fault') return [];
    const { code, what, where, hint } = entry.state.fault;
    return [{ severity: 'error' as const, what, where: where ?? ref, hint, model: { ref, code } }];
  });
}

/** References of the recipe whose headers are still under way. */
export function loadingModels({ recipe }: RecipeState, { entries }: SourcesState): readonly string[] {
  return recipe ? recipeModels(recipe).filter((ref) => entries[ref]?.state.kind === 'loading') : [];
}
