/**
 * A strip for those who come for the first time. A step ticks itself; a click brings the hand to it. Closed, the strip
 * never returns; taken to its end, it is gone with the next visit.
 */
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Recipe } from '../../recipe/recipe.ts';
import { IconButton } from '../parts/button.tsx';
import { mainParameter } from '../state/main-parameter.ts';
import { shortName } from '../state/model-marks.ts';
import { useJob, useRecipe, useView } from '../state/use-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { writtenBytes } from '../words/format.ts';
import styles from './first-steps.module.css';
import { labelOf } from './parameter-facts.ts';
import { nextStep, STEPS, type Step, StepNumber } from './step-mark.tsx';

function sliderName(recipe: Recipe | undefined): string | undefined {
  const main = recipe?.documents[0] && mainParameter(recipe.documents[0]);
  if (!main) return undefined;
  return main.ref === undefined ? labelOf(main.spec) : `the ${labelOf(main.spec)} of ${shortName(main.ref)}`;
}

/** Where a step is taken: in the inspector or a phone's sheet; on the merge itself, where those are folded. */
const PLACES: Readonly<Record<Step, readonly string[]>> = {
  1: ['[data-step="1"] [role="slider"]', '.react-flow__node [role="slider"]'],
  2: ['[role="tabpanel"]', 'main'],
  3: ['footer button[data-kind="primary"]', 'footer button:last-of-type'],
};

function goTo(step: Step): void {
  setView(step === 2 ? { tab: 'map' } : step === 1 ? { tab: 'graph', selection: { kind: 'merge', name: undefined } } : {});
  requestAnimationFrame(() => {
    const places = PLACES[step].flatMap((place) => document.querySelector<HTMLElement>(place) ?? []);
    places[0]?.focus();
  });
}

export function FirstSteps() {
  const introduced = useView((state) => state.introduced);
  const slider = useRecipe(({ recipe }) => sliderName(recipe));
  const size = useJob(({ plan }) => plan.summary?.cost.writeBytes);
  const next = useView(nextStep);
  const [known] = useState(() => nextStep(viewStore.getState()) === undefined);
  if (introduced || known || slider === undefined) return undefined;
  const texts: Readonly<Record<Step, string>> = {
    1: `Drag ${slider}`,
    2: 'See where the models conflict',
    3: size === undefined ? 'Merge and download' : `Merge and download, ${writtenBytes(size)}`,
  };
  return (
    <aside className={styles.strip} aria-label="First steps">
      <span className={styles.lead}>New here?</span>
      <ol>
        {STEPS.map((step) => (
          <li key={step} aria-current={step === next ? 'step' : undefined}>
            <button type="button" onClick={() => goTo(step)}>
              <StepNumber step={step} />
              <span className={styles.text}>{texts[step]}</span>
            </button>
          </li>
        ))}
      </ol>
      <span className={styles.count}>{next === undefined ? 'all done' : `${next} of ${STEPS.length}`}</span>
      <IconButton name="Hide this for good" onClick={() => setView({ introduced: true })}>
        <IconX size={16} stroke={1.6} />
      </IconButton>
    </aside>
  );
}
