/** A strip for those who come for the first time. A step ticks itself; closed, the strip never returns. */
import { IconCheck, IconX } from '@tabler/icons-react';
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument } from '../../recipe/recipe.ts';
import { IconButton } from '../parts/button.tsx';
import { shortName } from '../state/model-marks.ts';
import { modelPlaces } from '../state/recipe-places.ts';
import { useJob, useRecipe, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { writtenBytes } from '../words/format.ts';
import styles from './first-steps.module.css';
import { labelOf } from './parameter-control.tsx';

/** The slider that says most about a merge: a model's weight, or the one number that all share. */
function mainSlider(document: MergeDocument): string | undefined {
  const numbers = methodSpec(document.method)?.parameters.filter(({ type }) => type === 'number') ?? [];
  const model = modelPlaces(document).find(({ ref }) => ref !== document.base);
  if (model && numbers.some(({ key }) => key === 'weight')) return `the weight of ${shortName(model.ref)}`;
  const [shared] = numbers.filter(({ scope }) => scope === 'shared');
  return shared && labelOf(shared);
}

export function FirstSteps() {
  const introduced = useView((state) => state.introduced);
  const moved = useView((state) => state.stepsTaken.includes(1));
  const merged = useJob(({ runs }) => runs.some(({ status }) => status === 'done'));
  const downloaded = useView((state) => state.stepsTaken.includes(3));
  const slider = useRecipe(({ recipe }) => recipe?.documents[0] && mainSlider(recipe.documents[0]));
  const size = useJob(({ plan }) => plan.summary?.cost.writeBytes);
  if (introduced || slider === undefined) return undefined;
  const steps = [
    { text: `Drag ${slider}`, done: moved },
    { text: 'Merge', done: merged },
    { text: size === undefined ? 'Download' : `Download, ${writtenBytes(size)}`, done: downloaded },
  ];
  const next = steps.findIndex(({ done }) => !done);
  return (
    <aside className={styles.strip} aria-label="First steps">
      <span className={styles.lead}>New here?</span>
      <ol>
        {steps.map(({ text, done }, i) => (
          <li key={text} aria-current={i === next ? 'step' : undefined}>
            <span className={styles.number} data-done={done || undefined}>
              {done ? <IconCheck size={12} stroke={2.4} aria-label="done" /> : i + 1}
            </span>
            {text}
          </li>
        ))}
      </ol>
      <IconButton name="Hide this for good" onClick={() => setView({ introduced: true })}>
        <IconX size={16} stroke={1.6} />
      </IconButton>
    </aside>
  );
}
