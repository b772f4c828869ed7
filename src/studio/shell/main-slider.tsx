/** The slider that says most about what is selected: a model's weight, else the main one of the merge. */

import type { Recipe } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { mergeOf } from '../graph/selection.ts';
import { ParameterControl } from '../merge/parameter-control.tsx';
import { ModelTag, tagColour } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import { type MainParameter, mainParameter } from '../state/main-parameter.ts';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import type { Selection } from '../state/view-store.ts';
import styles from './sheet.module.css';

type Slider = MainParameter & { readonly document: number };

function sliderOf(recipe: Recipe | undefined, selection: Selection): Slider | undefined {
  if (!recipe) return undefined;
  const of = selection.kind === 'model' ? selection.ref : undefined;
  const first = mergeOf(recipe, selection) ?? outputDocument(recipe);
  const order = of === undefined ? [first] : [first, ...recipe.documents.keys()];
  for (const document of order) {
    const at = recipe.documents[document];
    const main = at && mainParameter(at, of);
    if (main) return { ...main, document };
  }
  return undefined;
}

export function MainSlider() {
  const selection = useView((state) => state.selection);
  // As text: it stays the same while the value moves.
  const text = useRecipe(({ recipe }) => JSON.stringify(sliderOf(recipe, selection)));
  if (text === undefined)
    return <p className={styles.none}>{selection.kind === 'model' ? 'It has no number of its own in this merge.' : ''}</p>;
  return <Of {...(JSON.parse(text) as Slider)} />;
}

function Of({ spec, place, ref: modelRef = '', model, document }: Slider) {
  const base = useRecipe(({ recipe }) => recipe?.documents[document]?.base);
  const tag = useTag(modelRef, modelRef === base);
  const owned = model !== undefined;
  return (
    <div className={styles.slider} data-step={1}>
      {owned && <ModelTag {...tag} size="large" />}
      <div className={styles.control}>
        <ParameterControl
          document={document}
          spec={spec}
          place={place}
          {...(owned && { model, owner: shortName(modelRef), colour: tagColour(tag) })}
        />
      </div>
    </div>
  );
}
