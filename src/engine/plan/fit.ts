/** Checks of whole models against each other, before any of their tensors is looked at. */
import { WHOLE } from '../../formats/architectures/role.ts';
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { type MergeSlice, mergeSlices } from '../../recipe/slices.ts';
import type { Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';

/** Whether the document's layers can be walked: every range counts one stack and lies inside it. Other faults leave it so. */
export function checkDepths(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): boolean {
  checkParts(document, planeOf, problems);
  return mergeSlices(document)
    .map((slice) => {
      const whole = slice.sources.filter((s) => s.layerRange === undefined).map((s) => planeOf(s.model));
      checkWhole(whole, problems);
      checkModule(slice, planeOf, problems);
      if (!checkStacks(slice, planeOf, problems)) return false;
      return slice.sources
        .map(({ model, layerRange }) => !layerRange || checkRange(planeOf(model), slice.module ?? WHOLE, layerRange, problems))
        .every(Boolean);
    })
    .every(Boolean);
}

const LISTED = 6;
const listed = (modules: readonly string[]): string => modules.slice(0, LISTED).join(', ') + (modules.length > LISTED ? ', …' : '');

/** `modules` makes the whole output: a part that it leaves out would be missing, while config.json still promises it. */
function checkParts(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): void {
  const [first] = mergeSlices(document)[0]?.sources ?? [];
  if (!document.modules || !first) return;
  const named = new Set(Object.keys(document.modules));
  const plane = planeOf(first.model);
  const { modules } = plane.architecture;
  if (modules.length === 1 && named.has(WHOLE)) return;
  const left = modules.filter((module) => !named.has(module));
  const [one] = left;
  if (one === undefined) return;
  problems.add(
    'error',
    'bad-recipe',
    `The recipe says nothing about ${listed(left)} of ${plane.label}.`,
    undefined,
    `Every part is merged: add ${one} under modules, with the models and weights of the others.`,
  );
}

/** A range counts the layers of one stack: cut by it, the others would lose layers that config.json still promises. */
function checkStacks({ module, sources }: MergeSlice, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): boolean {
  const [first] = sources;
  if (module !== undefined || !first?.layerRange) return true;
  const { architecture, label } = planeOf(first.model);
  const stacks = architecture.modules.filter((name) => (architecture.layers[name] ?? 0) > 0);
  if (stacks.length < 2) return true;
  problems.add(
    'error',
    'bad-recipe',
    `Slices cut one stack of layers, and ${label} has several: ${listed(stacks)}.`,
    undefined,
    'Put the slices under modules, each stack’s under its name.',
  );
  return false;
}

function checkWhole([first, ...others]: readonly Plane[], problems: ProblemList): void {
  if (!first) return;
  for (const other of others) {
    for (const [module, depth] of Object.entries(first.architecture.layers)) {
      const their = other.architecture.layers[module] ?? 0;
      if (their === depth || their === 0) continue;
      problems.add(
        'error',
        'mismatch',
        `${other.label} has ${their} layers where ${first.label} has ${depth}.`,
        module === WHOLE ? undefined : module,
        'Whole models need equal depth; slices with layer_range can join models of different depth.',
        { kind: 'misfit', models: [other.ref] },
      );
    }
  }
}

function checkRange(plane: Plane, module: string, [from, to]: readonly [number, number], problems: ProblemList): boolean {
  const depth = plane.architecture.layers[module] ?? Math.max(0, ...Object.values(plane.architecture.layers));
  if (to <= depth && from < to) return true;
  problems.add(
    'error',
    'bad-recipe',
    `layer_range [${from}, ${to}] lies outside the ${depth} layers of ${plane.label}.`,
    undefined,
    'The second number is the layer after the last.',
    from < depth && from < to ? { kind: 'layer-range', model: plane.ref, layers: depth } : undefined,
  );
  return false;
}

function checkModule(slice: MergeSlice, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): void {
  const plane = slice.sources[0] && planeOf(slice.sources[0].model);
  const modules = plane?.architecture.modules ?? [];
  if (slice.module === undefined || slice.module === WHOLE || modules.includes(slice.module)) return;
  problems.add(
    'error',
    'bad-recipe',
    `${plane?.label ?? 'The model'} has no module “${slice.module}”.`,
    undefined,
    `Its modules are ${listed(modules)}.`,
  );
}

export function checkLicences(planes: readonly Plane[], problems: ProblemList): void {
  const known = planes.filter((p) => p.checkpoint.card?.licence !== undefined);
  const licences = new Set(known.map((p) => p.checkpoint.card?.licence));
  if (licences.size < 2) return;
  problems.add(
    'warning',
    'mismatch',
    'The models have different licences.',
    known.map((p) => `${p.label}: ${p.checkpoint.card?.licence}`).join(', '),
    'A merge falls under all of them; read each before you publish it.',
    { kind: 'licences' },
  );
}
