/** The number of a first step, at the strip and at what it is about: a newcomer finds the one by the other. */
import { IconCheck } from '@tabler/icons-react';
import { useRecipe, useView } from '../state/use-store.ts';
import type { ViewState } from '../state/view-store.ts';
import styles from './first-steps.module.css';

export const STEPS = [1, 2, 3] as const;
export type Step = (typeof STEPS)[number];

/** The step to take next; undefined when all were taken. */
export const nextStep = ({ stepsTaken }: Pick<ViewState, 'stepsTaken'>): Step | undefined =>
  STEPS.find((step) => !stepsTaken.includes(step));

export function StepNumber({ step }: { readonly step: Step }) {
  const done = useView(({ stepsTaken }) => stepsTaken.includes(step));
  const next = useView((state) => nextStep(state) === step);
  return (
    <span className={styles.number} data-done={done || undefined} data-next={next || undefined}>
      {done ? <IconCheck size={12} stroke={2.4} aria-label="done" /> : step}
    </span>
  );
}

/** At the target: as long as the strip shows and the step was not taken. */
export function StepMark({ step }: { readonly step: Step }) {
  const shown = useView(({ introduced, stepsTaken }) => !introduced && !stepsTaken.includes(step));
  const begun = useRecipe(({ recipe }) => recipe !== undefined);
  return shown && begun ? (
    <span className={styles.mark} aria-hidden="true">
      <StepNumber step={step} />
    </span>
  ) : undefined;
}
