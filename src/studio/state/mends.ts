/** What can be done about a problem, by what it is about. Each mend is one named step, which undo takes back. */

import type { ProblemTopic } from '../../engine/protocol.ts';
import { methodSpec } from '../../methods/specs.ts';
import { referencesOf } from '../../recipe/documents.ts';
import type { RecipeEdit } from '../../recipe/edit.ts';
import type { MergeDocument, ModelRef, Recipe, RecipeProblem, RecipeTopic } from '../../recipe/recipe.ts';
import { isRows } from '../../recipe/resolve.ts';
import { suggestion } from './method-change.ts';
import { shortName } from './model-marks.ts';
import { applyEdits, carryOutFix, removeFromMerge, setBaseOf, setMethod } from './recipe-edits.ts';
import { documentAt, isNumber, modelPlaces, type Place, writtenAt } from './recipe-places.ts';
import { truncateEmbeddings } from './recipe-store.ts';
import { removeMerge } from './remove-merge.ts';
import type { Trouble } from './troubles.ts';
import { openSources } from './view-store.ts';

export interface Mend {
  /** What its button says, and the step's name. */
  readonly label: string;
  readonly run: () => void;
}

/** The likeliest first. */
export function mendsFor({ problem, about, model }: Trouble, recipe: Recipe | undefined, library: readonly ModelRef[]): readonly Mend[] {
  if (problem) return [...spelled(problem), ...inRecipe(problem, recipe, library)];
  if (!recipe) return [];
  return model ? otherVocabulary(model.ref, recipe) : about ? inPlan(about, recipe) : [];
}

const mend = (label: string, edits: readonly RecipeEdit[]): Mend => ({ label, run: () => applyEdits(label, edits) });

// ---------------------------------------------------------------- what the recipe's text says

/** A word in place of another; not where the whole method changes, with all that belongs to it. */
function spelled(problem: RecipeProblem): Mend[] {
  const { fix, about } = problem;
  return fix && about?.kind !== 'too-many-models' ? [{ label: fix.label, run: () => carryOutFix(problem) }] : [];
}

/** Where a problem of the text is: its document, and the place inside it. */
interface Spot {
  readonly document: number;
  readonly at: MergeDocument;
  readonly place: Place;
  readonly library: readonly ModelRef[];
}

function inRecipe({ about, place = [] }: RecipeProblem, recipe: Recipe | undefined, library: readonly ModelRef[]): readonly Mend[] {
  const [document, ...inside] = place;
  const at = documentAt(recipe, Number(document));
  if (!about || !at) return [];
  const mends = TEXT_MENDS[about.kind] as (spot: Spot, about: RecipeTopic) => readonly Mend[];
  return mends({ document: Number(document), at, place: inside, library }, about);
}

type TextMends = { readonly [K in RecipeTopic['kind']]: (spot: Spot, about: Extract<RecipeTopic, { kind: K }>) => readonly Mend[] };

const TEXT_MENDS: TextMends = {
  'no-base': ({ document, at, library }) =>
    baseChoices(at, library).map((ref) => ({ label: `Take ${shortName(ref)} as base`, run: () => setBaseOf(document, ref) })),
  'too-many-models': ({ document }, { method }) => [
    { label: `Change to ${methodSpec(method)?.label ?? method}`, run: () => setMethod(document, method) },
  ],
  'base-not-listed': listBase,
  'unused-document': ({ document, at }) => [{ label: `Remove ${at.name ?? 'it'}`, run: () => removeMerge(document) }],
  'too-few-models': () => [{ label: 'Add a model…', run: () => openSources() }],
  'listed-twice': listOnce,
  'useless-parameter': ({ document, place }) => [mend(`Drop ${place.at(-1)}`, [{ document, path: place, value: undefined }])],
  'misplaced-parameter': moveParameter,
  'out-of-range': ({ document, at, place }, { nearest }) =>
    isNumber(writtenAt(at, place)) ? [mend(`Change to ${nearest}`, [{ document, path: place, value: nearest }])] : [],
  'no-value': giveValue,
  'zero-sum': ({ document }, { flag }) => [mend(`Switch ${flag} off`, [{ document, path: ['parameters', flag], value: false }])],
};

/** Models at hand that the merge does not use come first: a base is seldom merged into itself. */
function baseChoices(at: MergeDocument, library: readonly ModelRef[]): readonly ModelRef[] {
  const listed = modelPlaces(at).map(({ ref }) => ref);
  const others = library.filter((ref) => !listed.includes(ref));
  return methodSpec(at.method)?.base === 'member' ? listed : [...others, ...listed];
}

/** As one more source, over the layers of the others; where the method has no room for one, the first source is the slice's base. */
function listBase({ document, at, place }: Spot, { base }: Extract<RecipeTopic, { kind: 'base-not-listed' }>): readonly Mend[] {
  const spec = methodSpec(at.method);
  const sources = modelPlaces(at).filter((model) => `${model.place.slice(0, -2)}` === `${place}`);
  const [first] = sources;
  if (!spec || !first?.layers) return [];
  if (spec.base === 'member' && sources.length >= (spec.models.max ?? Infinity))
    return [mend(`Take ${shortName(first.ref)} as base here`, [{ document, path: [...place, 'base_model'], value: first.ref }])];
  const source = { model: base, layer_range: [...first.layers] };
  return [mend(`List ${shortName(base)} here`, [{ document, path: [...place, 'sources', sources.length], value: source }])];
}

/** The later entry goes; plain weights are added together. */
function listOnce({ document, at, place }: Spot): readonly Mend[] {
  const entry = place.slice(0, -1);
  const places = modelPlaces(at);
  const later = places.find((model) => `${model.place}` === `${entry}`);
  const first = places.find(({ ref }) => ref === later?.ref);
  if (!later || !first) return [];
  const [weight, more] = [first, later].map((model) => writtenAt(at, [...model.place, 'parameters', 'weight']));
  const sum = isNumber(weight) && isNumber(more) ? Number((weight + more).toFixed(6)) : undefined;
  return [
    mend(`List ${shortName(later.ref)} once`, [
      ...(sum === undefined ? [] : [{ document, path: [...first.place, 'parameters', 'weight'], value: sum }]),
      { document, path: entry, value: undefined },
    ]),
  ];
}

function moveParameter({ document, at, place }: Spot, { to }: Extract<RecipeTopic, { kind: 'misplaced-parameter' }>): readonly Mend[] {
  const value = writtenAt(at, place);
  const key = place.at(-1);
  if (value === undefined || key === undefined) return [];
  const label = `Move ${key} ${to === 'alloy' ? 'under alloy' : 'to the recipe’s parameters'}`;
  return [
    mend(label, [
      { document, path: place, value: undefined },
      { document, path: [to, key], value: value as RecipeEdit['value'] },
    ]),
  ];
}

function giveValue({ document, at, place }: Spot, { key }: Extract<RecipeTopic, { kind: 'no-value' }>): readonly Mend[] {
  const spec = methodSpec(at.method)?.parameters.find((parameter) => parameter.key === key);
  if (!spec) return [];
  const value = suggestion(spec, modelPlaces(at).length);
  return [mend(`Set ${key} to ${value}`, [{ document, path: [...place, 'parameters', key], value }])];
}

// ---------------------------------------------------------------- what the planner says

function inPlan(about: ProblemTopic, recipe: Recipe): readonly Mend[] {
  return (PLAN_MENDS[about.kind] as (recipe: Recipe, about: ProblemTopic) => readonly Mend[])(recipe, about);
}

type PlanMends = { readonly [K in ProblemTopic['kind']]: (recipe: Recipe, about: Extract<ProblemTopic, { kind: K }>) => readonly Mend[] };

const PLAN_MENDS: PlanMends = {
  misfit: (_, { models }) => models.map((ref) => ({ label: `Take out ${shortName(ref)}`, run: () => removeFromMerge(ref) })),
  vocabulary: alignVocabularies,
  'vocabulary-cut': () => [cut('Undo the cut', false)],
  'filter-gap': fillGap,
  'layer-range': endAtLastLayer,
  'whole-model-trim': ({ documents }) => [
    mend(
      'Trim over each tensor',
      documents.flatMap(({ alloy }, document) =>
        alloy?.trim === 'model' ? [{ document, path: ['alloy', 'trim'], value: undefined }] : [],
      ),
    ),
  ],
  // The inspector shows them: see the problem's row.
  licences: () => [],
};

const cut = (label: string, wanted: boolean): Mend => ({ label, run: () => truncateEmbeddings(label, wanted) });

/** In every document that uses one of the models: the base's vocabulary, or the first model's; or all tokens of all. */
function alignVocabularies({ documents }: Recipe, { models }: Extract<ProblemTopic, { kind: 'vocabulary' }>): readonly Mend[] {
  const [first] = models;
  const concerned = documents.flatMap((at, document) =>
    [at.base, ...modelPlaces(at).map(({ ref }) => ref)].some((ref) => ref !== undefined && models.includes(ref)) ? [{ at, document }] : [],
  );
  const base = concerned.find(({ at }) => at.base !== undefined)?.at.base;
  const kept = base ?? first;
  if (kept === undefined) return [];
  const from = (source: string) => concerned.map(({ document }) => ({ document, path: ['tokenizer_source'], value: source }));
  return [
    mend(`Keep the vocabulary of ${shortName(kept)}`, from(base === undefined ? kept : 'base')),
    mend('Unite the vocabularies', from('union')),
    cut('Cut to the common rows', true),
  ];
}

/** Where the slice has other sources too, they would no longer be equally long: no mend then. */
function endAtLastLayer({ documents }: Recipe, { model, layers }: Extract<ProblemTopic, { kind: 'layer-range' }>): readonly Mend[] {
  const places = documents.flatMap((at, document) => modelPlaces(at).map((entry) => ({ ...entry, document })));
  const sliceOf = (place: Place): string => `${place.slice(0, -1)}`;
  const beyond = places.filter((entry) => entry.ref === model && entry.layers !== undefined && entry.layers[1] > layers);
  const alone = beyond.filter(
    (entry) => places.filter((other) => other.document === entry.document && sliceOf(other.place) === sliceOf(entry.place)).length === 1,
  );
  if (alone.length === 0) return [];
  return [
    mend(
      `End at layer ${layers}`,
      alone.map(({ document, place }) => ({ document, path: [...place, 'layer_range', 1], value: layers })),
    ),
  ];
}

/** A last row, for every name that no filter before it fits: at the level nearest to the model that has filters for the parameter. */
function fillGap({ documents }: Recipe, { key, model }: Extract<ProblemTopic, { kind: 'filter-gap' }>): readonly Mend[] {
  const found = documents.flatMap((at, document) => {
    const spec = methodSpec(at.method)?.parameters.find((parameter) => parameter.key === key && parameter.default === undefined);
    return spec ? [{ value: suggestion(spec, modelPlaces(at).length), lists: openLists(document, at, key, model) }] : [];
  });
  const [first] = found.filter(({ lists }) => lists.length > 0);
  if (!first) return [];
  const { value, lists } = first;
  const row = { filter: '*', value };
  return [
    mend(
      `Set ${key} to ${value} everywhere else`,
      lists.map(({ document, path, rows }) => ({ document, path: [...path, rows], value: row })),
    ),
  ];
}

interface OpenList {
  readonly document: number;
  readonly path: Place;
  readonly rows: number;
}

/** Lists of filter rows that leave names out. */
function openLists(document: number, at: MergeDocument, key: string, model: string | undefined): readonly OpenList[] {
  const places = modelPlaces(at).filter(({ ref }) => ref === model);
  const levels = [
    places.map(({ place }) => place),
    places.map(({ place }) => place.slice(0, -2)),
    (at.slices ?? []).map((_, slice) => ['slices', slice]),
    Object.keys(at.modules ?? {}).map((name) => ['modules', name]),
    [[]],
  ];
  const open = (level: readonly Place[]): OpenList[] =>
    [...new Map(level.map((place) => [`${place}`, [...place, 'parameters', key]])).values()].flatMap((path) => {
      const rows = writtenAt(at, path);
      return rows !== undefined && isRows(rows) ? [{ document, path, rows: rows.length }] : [];
    });
  return levels.map(open).find((lists) => lists.length > 0) ?? [];
}

// ---------------------------------------------------------------- what a model that cannot be read is for

/** Only a vocabulary is taken from it: a model of the merge has one too. */
function otherVocabulary(ref: ModelRef, { documents }: Recipe): readonly Mend[] {
  const used = documents.flatMap((at, document) => referencesOf(at).flatMap((use) => (use.ref === ref ? [{ ...use, at, document }] : [])));
  const [first] = used;
  const own = first?.at.base ?? first?.at.models?.[0]?.model;
  // Single tokens may come from it as well: their rows cannot come from elsewhere.
  if (!first || own === undefined || used.some(({ role, path }) => role !== 'tokenizer' || path.includes('tokens'))) return [];
  const from = (value: string) => used.map(({ document, path }) => ({ document, path, value }));
  return [
    mend(`Keep the vocabulary of ${shortName(own)}`, from(first.at.base === undefined ? own : 'base')),
    mend('Unite the vocabularies', from('union')),
  ];
}
