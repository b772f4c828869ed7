/** A job opened: its recipe read, its sources' headers known, its plan made. */
import { AlloyError } from '../base/errors.ts';
import type { CheckpointSource, SourceSpec } from '../io/source.ts';
import { parseRecipe } from '../recipe/parse.ts';
import type { ModelRef, Recipe, RecipeProblem } from '../recipe/recipe.ts';
import { outputDocument, recipeSources } from '../recipe/slices.ts';
import type { EngineHost, Lanes } from './host.ts';
import { openSources } from './open.ts';
import { planMerge } from './plan/plan.ts';
import type { SlotLimits } from './plan/units.ts';
import type { Plan } from './plan-types.ts';
import type { JobRequest } from './protocol.ts';
import type { SourcePool } from './sources.ts';

/** mergekit's default for --out-shard-size. */
const SHARD_BYTES = 5e9;

export interface OpenJob {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly recipeProblems: readonly RecipeProblem[];
  readonly sources: readonly CheckpointSource[];
  readonly lanes: Lanes;
  readonly limits: SlotLimits;
  /** Distances to the parents are asked for. */
  readonly summary: boolean;
}

export async function openJob(host: EngineHost, pool: SourcePool, request: JobRequest, signal: AbortSignal): Promise<OpenJob> {
  const { recipe, problems } = parseRecipe(request.recipe);
  if (!recipe || problems.some((p) => p.severity === 'error')) throw recipeFault(problems);
  const refs = recipeSources(recipe);
  const sources = refs.map((ref) => pool.open(specOf(ref, request)));
  const lanes = await host.lanes(request.options?.backend ?? 'auto');
  const limits = limitsOf(host, lanes);
  const opened = await openSources(recipe, refs, sources, signal);
  const plan = planMerge(recipe, request.recipe, opened, planOptions(recipe, request, limits));
  return { recipe, plan, recipeProblems: problems, sources, lanes, limits, summary: request.options?.summary ?? false };
}

const recipeFault = (problems: readonly RecipeProblem[]): AlloyError => {
  const first = problems.find((p) => p.severity === 'error');
  const more = problems.filter((p) => p.severity === 'error').length - 1;
  const line = first?.line === undefined ? '' : `Line ${first.line}: `;
  return new AlloyError({
    code: 'bad-recipe',
    what: `${line}${first?.message ?? 'The recipe cannot be read.'}`,
    where: first?.path || undefined,
    hint:
      [first?.fix?.label, more > 0 ? `${more} more ${more === 1 ? 'problem' : 'problems'} in the recipe.` : undefined]
        .filter(Boolean)
        .join(' ') || undefined,
  });
};

function specOf(ref: ModelRef, request: JobRequest): SourceSpec {
  const spec = request.sources[ref];
  if (spec) return spec;
  throw new AlloyError({
    code: 'missing',
    what: `The recipe names ${ref}, which is not open.`,
    where: ref,
    hint: 'Add the model, or change the name in the recipe.',
  });
}

/** Two slots a lane: one computes while the other reads and writes. */
const SLOTS_PER_LANE = 2;

export function limitsOf(host: EngineHost, { backends }: Lanes): SlotLimits {
  const slots = backends.length * SLOTS_PER_LANE;
  return { slots, slotBytes: Math.floor(host.budgetBytes / slots), bufferBytes: Math.min(...backends.map((b) => b.limits.bufferBytes)) };
}

function planOptions(recipe: Recipe, { options = {} }: JobRequest, limits: SlotLimits) {
  return {
    name: options.name ?? recipe.documents[outputDocument(recipe)]?.name ?? 'merge',
    shardBytes: options.shardBytes ?? SHARD_BYTES,
    truncateEmbeddings: options.truncateEmbeddings ?? false,
    summary: options.summary ?? false,
    random: { seed: options.seed ?? 0, generator: options.random ?? 'philox' } as const,
    limits,
  };
}

/** Throws the first error of a plan, with the others in its hint. */
export function refuse({ problems }: Plan): void {
  const errors = problems.filter((p) => p.severity === 'error');
  const [first] = errors;
  if (!first) return;
  const more =
    errors.length > 1
      ? `${errors.length - 1} more to solve: ${errors
          .slice(1)
          .map((e) => e.what)
          .join(' ')}`
      : undefined;
  throw new AlloyError({ ...first, hint: [first.hint, more].filter(Boolean).join(' ') || undefined });
}
