/** What can be done with layer curves, as rows of the table of commands. */
import { methodSpec } from '../../methods/specs.ts';
import { CURVE_SHAPES, type CurveShape } from '../../recipe/curve-shapes.ts';
import type { CommandRow } from '../commands/commands.ts';
import { createOffer } from '../commands/offer.ts';
import { selectedDocument } from '../commands/selected-document.ts';
import { openCurve } from '../state/curve-target.ts';
import { documentAt } from '../state/recipe-places.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { type CurveTarget, setView, viewStore } from '../state/view-store.ts';
import { canBeShaped } from './target.ts';

/** Of the curve that the inspector shows. */
export const curveOffer = createOffer<{ readonly table: () => void; readonly keep: () => void }>();
/** Of its known shapes. */
export const shapeOffer = createOffer<(id: CurveShape['id']) => void>();

const folded = (offer: { now(): unknown }) => () => (offer.now() ? undefined : 'No layer curve shows: open one first');

/** The one that was shown last, else the first number of the merge. */
function target(): CurveTarget | undefined {
  const { curve } = viewStore.getState();
  const document = selectedDocument();
  const at = document === undefined ? undefined : documentAt(recipeStore.getState().recipe, document);
  if (document === undefined || !at) return undefined;
  if (curve?.document === document) return curve;
  const spec = methodSpec(at.method)?.parameters.find(canBeShaped);
  return spec && { document, key: spec.key, ...(spec.scope === 'model' && { model: 0 }) };
}

const shape = (id: CurveShape['id']): CommandRow => ({
  name: `Shape the curve: ${CURVE_SHAPES.find((each) => each.id === id)?.label ?? id}`,
  group: 'Layer curve',
  run: () => shapeOffer.now()?.(id),
  reason: folded(shapeOffer),
});

export const CURVE_COMMANDS = {
  openCurve: {
    name: 'Layer curve',
    group: 'Layer curve',
    keys: ['v'],
    run() {
      const found = target();
      if (found) openCurve(found);
    },
    reason: () => (target() ? undefined : 'There is no merge with a number to shape'),
  },
  curveTable: { name: 'Curve or table', group: 'Layer curve', run: () => curveOffer.now()?.table(), reason: folded(curveOffer) },
  keepCurve: { name: 'Keep this shape…', group: 'Layer curve', run: () => curveOffer.now()?.keep(), reason: folded(curveOffer) },
  clearBand: {
    name: 'Clear the marked layers',
    group: 'Layer curve',
    run: () => setView({ band: undefined }),
    reason: () => (viewStore.getState().band ? undefined : 'No layers are marked'),
  },
  shapeFlat: shape('flat'),
  shapeU: shape('u'),
  shapeArch: shape('arch'),
  shapeRamp: shape('ramp'),
  shapeFall: shape('fall'),
  shapeRing: shape('ring'),
  shapeSteps: shape('steps'),
  shapeCosine: shape('cosine'),
} as const satisfies Record<string, CommandRow>;
