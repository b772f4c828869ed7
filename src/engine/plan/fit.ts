/** Checks of whole models against each other, before any of their tensors is looked at. */
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { mergeSlices } from '../../recipe/slices.ts';
import { depthByStack } from './names.ts';
import type { Plane } from './plane.ts';
import type { ProblemList } from './problems.ts';

export function checkDepths(document: MergeDocument, planeOf: (ref: ModelRef) => Plane, problems: ProblemList): void {
  for (const slice of mergeSlices(document)) {
    const whole = slice.sources.filter((s) => s.layerRange === undefined).map((s) => planeOf(s.model));
    checkWhole(whole, problems);
    for (const { model, layerRange } of slice.sources) if (layerRange) checkRange(planeOf(model), layerRange, problems);
  }
}

function checkWhole([first, ...others]: readonly Plane[], problems: ProblemList): void {
  if (!first) return;
  const depths = depthByStack(first.tensors.keys());
  for (const other of others) {
    const theirs = depthByStack(other.tensors.keys());
    for (const [stack, depth] of depths) {
      const their = theirs.get(stack) ?? 0;
      if (their === depth || their === 0) continue;
      problems.add(
        'error',
        'mismatch',
        `${other.label} has ${their} layers where ${first.label} has ${depth}.`,
        stack.replace(/\.$/, ''),
        'Whole models need equal depth; slices with layer_range can join models of different depth.',
      );
    }
  }
}

function checkRange(plane: Plane, [from, to]: readonly [number, number], problems: ProblemList): void {
  const depth = Math.max(0, ...depthByStack(plane.tensors.keys()).values());
  if (to <= depth && from < to) return;
  problems.add('error', 'bad-recipe', `layer_range [${from}, ${to}] lies outside the ${depth} layers of ${plane.label}.`, undefined, 'The second number is the layer after the last.');
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
  );
}
