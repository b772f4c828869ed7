/** One output tensor: its inputs found and checked, its parameters resolved, its step made. */
import { defined } from '../../base/assert.ts';
import type { TensorRole } from '../../formats/architectures.ts';
import { type FloatDType, isFloat } from '../../formats/dtype.ts';
import type { MethodSpec, SpecCheck } from '../../methods/spec-types.ts';
import { methodSpec, violates } from '../../methods/specs.ts';
import { roundingFor } from '../../methods/weights.ts';
import type { MergeDocument, ModelRef, WorkDType } from '../../recipe/recipe.ts';
import { resolveModel, resolveShared } from '../../recipe/resolve.ts';
import type { OperandPlan, ResolvedParameters, StepPlan } from '../plan-types.ts';
import { trimsWholeModel } from '../run/whole-model.ts';
import { coefficientsOf } from './coefficients.ts';
import { compareNames } from './order.ts';
import type { Place, PlaceInput } from './places.ts';
import { cutRows, findTensor, findTied, type KnownTensor, operandOf, type Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';
import { alignRows, type Vocabulary } from './vocabulary.ts';

const WORK_DTYPES: Readonly<Record<WorkDType, FloatDType>> = { float16: 'F16', bfloat16: 'BF16', float32: 'F32', float64: 'F64' };

export interface StepContext {
  readonly document: MergeDocument;
  readonly truncateEmbeddings: boolean;
  /** Alignment of the vocabularies, where the document asks for one. */
  readonly vocabulary: Vocabulary | undefined;
  readonly problems: ProblemList;
  readonly planeOf: (ref: ModelRef) => Plane;
  /** A later document merges the result further. */
  readonly inner: boolean;
}

interface Found extends PlaceInput {
  readonly tensor: KnownTensor;
  /** Position of the source in the recipe. */
  readonly position: number;
}

/** The output tensor, or nothing where it is left out or a problem was found. */
export function planTensor(place: Place, context: StepContext): KnownTensor | undefined {
  const found = aligned(place, findInputs(place, context), context);
  const fitting = found && fitShapes(place, found, context);
  const first = fitting?.[0];
  if (!fitting || !first) return undefined;
  const known = { name: place.output, shape: first.tensor.shape, order: largest(fitting.map((f) => f.tensor.order)), layer: place.layer };
  const steps: StepPlan[] = [];
  const inputs = fitting.map((f) => operandOf(f.tensor, steps));
  const integers = fitting.filter((f) => !isFloat(f.tensor.dtype));
  if (integers.length) {
    if (new Set(fitting.map((f) => f.tensor.dtype)).size > 1) {
      context.problems.add(
        'error',
        'mismatch',
        'Whole numbers cannot be merged with others: the models store this tensor in different types.',
        place.output,
      );
      return undefined;
    }
    const step: StepPlan = { kind: 'copy', inputs, shape: known.shape, dtype: first.tensor.dtype };
    return { ...known, dtype: step.dtype, made: [...steps, step] };
  }
  const step = mergeStep(place, fitting, inputs, context);
  if (step && steps.length && [...steps, step].some(trimsWholeModel)) {
    context.problems.add(
      'error',
      'unsupported',
      'Trimming over the whole model does not go together with a merge inside the recipe.',
      undefined,
      'Write the inner merge first, or trim over each tensor.',
      { kind: 'whole-model-trim' },
    );
    return undefined;
  }
  return step && { ...known, dtype: step.dtype, made: [...steps, step] };
}

const largest = (names: readonly string[]): string => [...names].sort(compareNames).at(-1) ?? '';

/** What the tensor is in the first model: all have one architecture. */
const roleOf = ({ inputs, output }: Place): TensorRole => defined(inputs[0], 'an input').plane.architecture.role(inputs[0]?.name ?? output);

function findInputs(place: Place, { problems }: StepContext): Found[] | undefined {
  const found: Found[] = [];
  const missing: PlaceInput[] = [];
  for (const [position, input] of place.inputs.entries()) {
    const tensor = findTensor(input.plane, input.name) ?? findTied(input.plane, input.name);
    if (tensor) found.push({ ...input, tensor, position });
    else missing.push(input);
  }
  if (!missing.length) return found;
  if (roleOf(place).recomputed) {
    problems.add('note', 'missing', 'Tensors that loaders compute themselves are not in every model and are left out.', place.output);
    return undefined;
  }
  for (const { plane, name } of missing) {
    const has = place.inputs.find((i) => !missing.includes(i));
    problems.add(
      'error',
      'missing',
      `${plane.label} lacks tensors that ${has?.plane.label ?? 'the others'} has.`,
      name,
      'All models of a merge need the same architecture; choose a matching one.',
      { kind: 'misfit', models: [plane.ref] },
    );
  }
  return undefined;
}

function aligned(place: Place, found: Found[] | undefined, { vocabulary, problems }: StepContext): Found[] | undefined {
  if (!found || !vocabulary || roleOf(place).vocabularyAxis !== 0) return found;
  const tensors = new Map(found.map((f) => [f.plane.ref, f.tensor]));
  return found.map((f) => ({ ...f, tensor: alignRows(f.tensor, f.plane.ref, tensors, vocabulary, problems) }));
}

function fitShapes(place: Place, found: Found[], { problems, truncateEmbeddings }: StepContext): Found[] | undefined {
  const shapes = new Set(found.map((f) => f.tensor.shape.join(' × ')));
  if (shapes.size === 1) return found;
  const widths = new Set(found.map((f) => f.tensor.shape.slice(1).join(' × ')));
  const vocabulary = roleOf(place).vocabularyAxis === 0 && widths.size === 1;
  if (vocabulary && truncateEmbeddings) {
    const rows = Math.min(...found.map((f) => f.tensor.shape[0] ?? 1));
    const cut = found.flatMap((f) => cutRows(f.tensor, rows) ?? []).map((tensor, i) => ({ ...defined(found[i], 'an input'), tensor }));
    if (cut.length === found.length) {
      const what = `Vocabularies are cut to their common first ${rows} rows.`;
      problems.add('warning', 'mismatch', what, place.output, undefined, { kind: 'vocabulary-cut' });
      return cut;
    }
  }
  const each = found.map((f) => `${f.plane.label} ${f.tensor.shape.join(' × ') || 'a single number'}`).join(', ');
  problems.add(
    'error',
    'mismatch',
    `The models differ in shape: ${each}.`,
    place.output,
    vocabulary
      ? 'Their vocabularies differ. Align them with tokenizer_source, or cut them to the common rows (--unsafe-truncate-embeddings).'
      : 'Only models of one architecture and size can be merged.',
    vocabulary ? { kind: 'vocabulary', models: found.map((f) => f.plane.ref) } : { kind: 'misfit', models: unlike(place, found) },
  );
  return undefined;
}

/** Those of another shape than the base, or than the first where there is no base. */
function unlike(place: Place, found: readonly Found[]): string[] {
  const like = found.find((f) => f.plane.ref === place.base) ?? found[0];
  return found.flatMap((f) => (`${f.tensor.shape}` === `${like?.tensor.shape}` ? [] : [f.plane.ref]));
}

function mergeStep(place: Place, found: readonly Found[], inputs: readonly OperandPlan[], context: StepContext): StepPlan | undefined {
  const { document, problems } = context;
  const spec = methodSpec(document.method);
  if (!spec) return undefined; // validation of the recipe has said so
  const base = found.findIndex((f) => f.plane.ref === place.base);
  if (place.base !== undefined && base < 0 && spec.base !== 'none') return baseMissing(place, problems);
  const parameters = resolveAll(spec, place, found, base, problems);
  if (!parameters) return undefined;
  const promoted = promote(found.map((f) => f.tensor.dtype).filter(isFloat));
  const workDtype = document.dtype ? WORK_DTYPES[document.dtype] : promoted;
  const isBase = (i: number) => i === base && spec.base !== 'none';
  const shape = found[0]?.tensor.shape ?? [];
  const positions = found.map((f) => f.position);
  const coefficients = coefficientsOf(document, context.planeOf, { name: place.output, shape }, positions, problems);
  // Given coefficients stand in for the weights.
  if (!coefficients) checkNumbers(spec, parameters, workDtype, place.output, problems);
  return {
    kind: 'merge',
    method: document.method,
    inputs,
    base: base >= 0 && spec.base !== 'none' ? base : undefined,
    shape,
    dtype: document.outDtype ? WORK_DTYPES[document.outDtype] : workDtype,
    workDtype,
    parameters,
    coefficients,
    refs: found.map((f) => f.plane.ref),
    positions,
    document: document.name ?? '',
    drawnAs: context.inner ? `${document.name}\0${place.output}` : place.output,
    draws: spec.random ? found.flatMap((_, i) => (!isBase(i) && drawsAt(spec, parameters.models[i]?.density ?? 1) ? [i] : [])) : [],
  };
}

function baseMissing(place: Place, problems: ProblemList): undefined {
  problems.add(
    'error',
    'bad-recipe',
    `The base ${place.base} is not among the sources of a slice.`,
    place.output,
    'List the base in every slice.',
  );
}

/** What validation cannot see without the tensors’ names and depths: between two anchors, or where two filters meet. */
function checkNumbers(spec: MethodSpec, parameters: ResolvedParameters, dtype: FloatDType, name: string, problems: ProblemList): void {
  for (const check of spec.checks ?? []) {
    if (!violates(check, parameters, roundingFor(dtype))) continue;
    const [what, hint] = faultOf(check);
    problems.add('error', 'bad-recipe', what, name, hint);
  }
}

const faultOf = (check: SpecCheck): readonly [what: string, hint: string] =>
  check.kind === 'sum'
    ? [`The ${check.of}s of a tensor sum to zero, and the merge divides by their sum.`, `Change a ${check.of}, or turn normalising off.`]
    : [
        `${check.centre} ± ${check.half} leaves the range between 0 and 1.`,
        `Choose a smaller ${check.half}, or a ${check.centre} nearer to a half.`,
      ];

/** mergekit draws for every density below 1; by rank (DELLA, which alone has an epsilon) not when nothing is kept. */
const drawsAt = (spec: MethodSpec, density: number): boolean =>
  density < 1 && (density > 0 || !spec.parameters.some((p) => p.key === 'epsilon'));

function resolveAll(
  spec: MethodSpec,
  place: Place,
  found: readonly Found[],
  base: number,
  problems: ProblemList,
): ResolvedParameters | undefined {
  const shared: Record<string, number | boolean | string> = {};
  const models: Record<string, number>[] = found.map(() => ({}));
  let complete = true;
  const missing = (key: string, of = '', model?: string) => {
    complete = false;
    problems.add(
      'error',
      'bad-recipe',
      `${spec.label} needs “${key}”${of}, and the recipe gives none here.`,
      place.output,
      `Give ${key} a value for every tensor.`,
      { kind: 'filter-gap', key, model },
    );
  };
  for (const parameter of spec.parameters) {
    const { key } = parameter;
    if (parameter.scope === 'shared') {
      const value = resolveShared(parameter, place.levels, place.output, place.depth);
      if (value !== undefined) shared[key] = value;
      else missing(key);
      continue;
    }
    for (const [i, input] of found.entries()) {
      if (i === base && spec.base !== 'none' && !parameter.ofBase) continue;
      const value = resolveModel(parameter, { ...place.levels, source: input.parameters }, input.name, place.depth);
      const own = models[i];
      if (own && value !== undefined) own[key] = Number(value);
      else missing(key, ` for ${input.plane.label}`, input.plane.ref);
    }
  }
  return complete ? { shared, models } : undefined;
}

/** torch's promotion: equal types stay, F64 wins, and any other mixture is computed and written as F32. */
function promote(dtypes: readonly FloatDType[]): FloatDType {
  const [first = 'F32'] = dtypes;
  if (dtypes.every((d) => d === first)) return first;
  return dtypes.includes('F64') ? 'F64' : 'F32';
}
