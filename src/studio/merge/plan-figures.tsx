/** What a merge would cost, in seven figures, before anything is fetched or written. */
import { Tooltip } from '@mantine/core';
import { useShallow } from 'zustand/react/shallow';
import type { PlanSummary } from '../../engine/protocol.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { Figure, Figures } from '../parts/figure.tsx';
import { Grey } from '../parts/grey.tsx';
import { estimateTime, type TimeEstimate } from '../state/estimate.ts';
import { useJob, useRecipe } from '../state/use-store.ts';
import { bytes, clock, counted, duration, writtenBytes } from '../words/format.ts';
import styles from './merge.module.css';

export function PlanFigures() {
  const summary = useJob(({ plan }) => plan.summary);
  const busy = useJob(({ plan }) => plan.busy);
  const at = useJob(({ plan }) => plan.at);
  const faulty = useRecipe(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  return (
    <section aria-label="Plan" aria-busy={busy}>
      <div className={styles.band}>
        <h2>Plan</h2>
        <span className={styles.bandNote}>
          {summary
            ? `of ${clock(at ?? 0)}, from headers only`
            : busy
              ? 'being made'
              : faulty
                ? 'follows once the problems are solved'
                : 'follows once every model can be read'}
        </span>
      </div>
      {summary ? <Cost summary={summary} /> : busy && <Grey lines={2} label="Planning" />}
    </section>
  );
}

function Cost({ summary: { cost, files, companions, reads } }: { readonly summary: PlanSummary }) {
  const models = useRecipe(({ recipe }) => (recipe ? recipeModels(recipe).length : 0));
  const time = useJob(useShallow(estimateTime));
  const fetches = reads.far > 0;
  return (
    <Figures>
      <Figure name="Tensors" value={cost.tensors.toLocaleString('en')} note={counted(models, 'model')} />
      <Figure
        name={fetches ? 'To fetch' : 'To read'}
        {...bytes(fetches ? reads.far : reads.near)}
        note={fetches && reads.near > 0 ? `and ${writtenBytes(reads.near)} from here` : fetches ? 'over the network' : 'no download'}
      />
      <Figure name="Requests" value={cost.requests.toLocaleString('en')} note="grouped reads" />
      <Figure name="To write" {...bytes(cost.writeBytes)} note={counted(files.length + companions.length, 'file')} />
      <Figure name="Memory" {...bytes(cost.memoryBytes)} note="at most" />
      <Figure name="Scratch" {...bytes(cost.scratchBytes)} note={cost.scratchBytes > 0 ? 'for second passes' : 'not needed'} />
      <Time time={time} />
    </Figures>
  );
}

function Time({ time }: { readonly time: TimeEstimate | undefined }) {
  if (!time) return <Figure name="Time" value="?" note="not measured yet" />;
  const { value, unit } = duration(time.seconds);
  return <Figure name="Time" value={value.startsWith('<') ? value : `≈ ${value}`} unit={unit} note={<Basis {...time} />} />;
}

/** The tip opens by pointer, by focus and by touch. */
const Basis = ({ note, basis }: TimeEstimate) => (
  <Tooltip label={basis} position="bottom-end" multiline w={320} events={{ hover: true, focus: true, touch: true }}>
    <button type="button" className={styles.basis}>
      {note}
    </button>
  </Tooltip>
);
