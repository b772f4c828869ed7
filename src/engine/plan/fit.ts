/** Checks of whole models against each other, before any of their tensors is looked at. */
import { WHOLE } from '../../formats/architectures/role.ts';
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { type MergeSlice, mergeSlices } from '../../recipe/slices.ts';
import type { Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';

export function checkDepths(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): void {
  for (const slice of mergeSlices(document)) {
    const whole = slice.sources.filter((s) => s.layerRange === undefined).map((s) => planeOf(s.model));
    checkWhole(whole, problems);
    checkModule(slice, planeOf, problems);
    for (const { model, layerRange } of slice.sources)
      if (layerRange) checkRange(planeOf(model), slice.module ?? WHOLE, layerRange, problems);
  }
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

function checkRange(plane: Plane, module: string, [from, to]: readonly [number, number], problems: ProblemList): void {
  const depth = plane.architecture.layers[module] ?? Math.max(0, ...Object.values(plane.architecture.layers));
  if (to <= depth && from < to) return;
  problems.add(
    'error',
    'bad-recipe',
    `layer_range [${from}, ${to}] lies outside the ${depth} layers of ${plane.label}.`,
    undefined,
    'The second number is the layer after the last.',
    from < depth && from < to ? { kind: 'layer-range', model: plane.ref, layers: depth } : undefined,
  );
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
    `Its modules are ${modules.join(', ')}.`,
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
