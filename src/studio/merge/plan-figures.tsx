/** What a merge would cost, in seven figures, before anything is fetched or written. */
import type { PlanSummary } from '../../engine/protocol.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { Figure, Figures } from '../parts/figure.tsx';
import { Grey } from '../parts/grey.tsx';
import { isNetwork } from '../state/library.ts';
import { useJob, useRecipe, useSources } from '../state/use-store.ts';
import { estimatedSeconds } from '../state/verdict.ts';
import { bytes, clock, counted, duration } from '../words/format.ts';
import styles from './merge.module.css';

export function PlanFigures() {
  const summary = useJob(({ plan }) => plan.summary);
  const busy = useJob(({ plan }) => plan.busy);
  const at = useJob(({ plan }) => plan.at);
  return (
    <section id="plan" aria-label="Plan" aria-busy={busy}>
      <div className={styles.band}>
        <h2>Plan</h2>
        <span className={styles.bandNote}>
          {summary
            ? `of ${clock(at ?? 0)}, from headers only: no weight has been read`
            : busy
              ? 'being made'
              : 'follows once every model can be read'}
        </span>
      </div>
      {summary ? <Cost summary={summary} /> : busy && <Grey lines={2} label="Planning" />}
    </section>
  );
}

function Cost({ summary: { cost, files, companions } }: { readonly summary: PlanSummary }) {
  const seconds = useJob(estimatedSeconds);
  const models = useRecipe(({ recipe }) => (recipe ? recipeModels(recipe).length : 0));
  const fetches = useSources(({ entries }) => cost.readBySource.length > 0 && Object.values(entries).some(({ spec }) => isNetwork(spec)));
  return (
    <Figures>
      <Figure name="Tensors" value={cost.tensors.toLocaleString('en')} note={counted(models, 'model')} />
      <Figure name={fetches ? 'To fetch' : 'To read'} {...bytes(cost.readBytes)} note={fetches ? 'over the network' : 'no download'} />
      <Figure name="Requests" value={cost.requests.toLocaleString('en')} note="grouped reads" />
      <Figure name="To write" {...bytes(cost.writeBytes)} note={counted(files.length + companions.length, 'file')} />
      <Figure name="Memory" {...bytes(cost.memoryBytes)} note="at most" />
      <Figure name="Scratch" {...bytes(cost.scratchBytes)} note={cost.scratchBytes > 0 ? 'for second passes' : 'not needed'} />
      {seconds === undefined ? (
        <Figure name="Time" value="?" note="not measured" />
      ) : (
        <Figure name="Time" value={`≈ ${duration(seconds).value}`} unit={duration(seconds).unit} note="from the last run" />
      )}
    </Figures>
  );
}
