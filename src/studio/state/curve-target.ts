/** Which parameter's values over the layers the inspector shows, and where it stands in the recipe. */
import { revealInspector } from '../commands/panels.ts';
import { documentAt } from './recipe-places.ts';
import { recipeStore } from './recipe-store.ts';
import { type CurveTarget, setView, viewStore } from './view-store.ts';

const same = (a: CurveTarget | undefined, b: CurveTarget): boolean =>
  a !== undefined && a.document === b.document && a.key === b.key && a.model === b.model;

/** Of the element that shows it. */
export const CURVE_ID = 'layer-curve';
const REVEAL_MS = 200;

/** Makes the parameter, and its merge, what the inspector is about. */
export function selectCurve(target: CurveTarget): void {
  const { curve, selection } = viewStore.getState();
  const { name } = documentAt(recipeStore.getState().recipe, target.document) ?? {};
  if (!same(curve, target)) setView({ curve: target });
  if (selection.kind !== 'merge' || selection.name !== name) setView({ selection: { kind: 'merge', name } });
}

/** The same, in sight: narrow windows show the inspector over the page. */
export function openCurve(target: CurveTarget): void {
  selectCurve(target);
  revealInspector();
  asked = true;
  // The inspector may have to slide in first.
  setTimeout(showAskedCurve, REVEAL_MS);
}

let asked = false;

/** Brings the curve into sight once it was asked for; one that had to be loaded calls this itself. */
export function showAskedCurve(): void {
  const element = document.getElementById(CURVE_ID);
  if (!asked || !element) return;
  asked = false;
  element.scrollIntoView({ block: 'nearest' });
}
