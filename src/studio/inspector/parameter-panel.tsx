/** One parameter: its curve over the layers, what it means, settings that papers name. */
import { CurveSection } from '../curve/curve-section.tsx';
import { canBeShaped, shapedParameter } from '../curve/target.ts';
import { labelOf } from '../merge/parameter-facts.ts';
import { CURVE_ID } from '../state/curve-target.ts';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import type { CurveTarget } from '../state/view-store.ts';
import { ParameterSection } from './parameter-section.tsx';

export function ParameterPanel({ target }: { readonly target: CurveTarget }) {
  const recipe = useRecipe((state) => state.recipe);
  const entries = useSources((state) => state.entries);
  const parameter = shapedParameter(recipe, entries, target);
  if (!parameter) return undefined;
  const { spec, modelRef, layers } = parameter;
  const name = modelRef === undefined ? labelOf(spec) : `${labelOf(spec)} of ${shortName(modelRef)}`;
  return (
    <>
      {canBeShaped(spec) && layers !== undefined && (
        <div id={CURVE_ID}>
          <CurveSection key={JSON.stringify([target, layers])} target={target} parameter={parameter} layers={layers} />
        </div>
      )}
      <ParameterSection document={target.document} parameter={parameter} name={name} />
    </>
  );
}
