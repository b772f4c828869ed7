/** Which model at hand can be the base of others: the one that their cards name, else one of the same build. Pure. */
import type { CheckpointSummary } from '../../engine/protocol.ts';
import type { ModelRef } from '../../recipe/recipe.ts';

/** A model at hand; without a summary its headers were not read yet, or could not be. */
export interface KnownModel {
  readonly ref: ModelRef;
  readonly summary: CheckpointSummary | undefined;
}

/** Chooses a base for models; undefined where none at hand fits, which the planner then says. */
export type BaseChooser = (models: readonly ModelRef[]) => ModelRef | undefined;

export function chooseBase(models: readonly ModelRef[], library: readonly KnownModel[]): ModelRef | undefined {
  const ours = library.flatMap(({ ref, summary }) => (summary && models.includes(ref) ? summary : []));
  const declared = new Set(ours.flatMap(({ baseModels = [] }) => baseModels).map(plainName));
  const others = library.filter(({ ref }) => !models.includes(ref));
  const named = others.find(({ ref }) => declared.has(plainName(ref)));
  const [first] = ours;
  const fits = ({ summary }: KnownModel) => summary !== undefined && first !== undefined && ours.every((each) => sameBuild(each, summary));
  const alike = others.filter(fits);
  // A model that was itself tuned from another is a base only for want of a better one.
  return (named && (named.summary === undefined || fits(named)) ? named : (alike.find(isRoot) ?? alike[0]))?.ref;
}

/** As cards write it: without revision, and demo models without their folder. */
const plainName = (ref: string): string =>
  ref
    .replace(/^\.\//, '')
    .replace(/[+@].*$/, '')
    .toLowerCase();

const isRoot = ({ summary }: KnownModel): boolean => summary?.baseModels === undefined;

/** Parameters may differ by a few tokens that one of them added. */
const TOKENS = 0.1;

const sameBuild = (a: CheckpointSummary, b: CheckpointSummary): boolean =>
  a.architecture === b.architecture && a.layers === b.layers && Math.abs(a.parameters / b.parameters - 1) < TOKENS;
