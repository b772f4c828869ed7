/** One run: what is safe, what was written, what went in; and the runs before it. */
import { Fragment } from 'react';
import { Button } from '../parts/button.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { isRunning, jobStore, type Run, shownRun } from '../state/job-store.ts';
import { changeText } from '../state/recipe-store.ts';
import { useJob } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { clock, duration, written, writtenBytes } from '../words/format.ts';
import styles from './inspector.module.css';
import { InspectorHead } from './inspector-head.tsx';

export function RunInspector() {
  const run = useJob(shownRun);
  return (
    <>
      <InspectorHead title={run ? `Run ${run.number}` : 'Runs'} />
      {run ? <About run={run} /> : <p className={styles.empty}>A run shows here what is safe, what was written and what it was made of.</p>}
      <EarlierRuns />
    </>
  );
}

function About({ run }: { readonly run: Run }) {
  const { result } = run;
  return (
    <Fragment key={run.id}>
      {isRunning(run) && (
        <Section title="Keep this tab open">
          <p className={styles.text}>
            The merge is computed here. Closing the tab ends it, and nothing is left behind; the recipe is kept.
          </p>
        </Section>
      )}
      {run.status === 'failed' && (
        <Section title="What is safe">
          <p className={styles.text}>The recipe and its history. A merge is offered only when it is whole: no half of it is left behind.</p>
        </Section>
      )}
      {result && (
        <Section title="Written">
          <Facts
            rows={[
              ['In all', writtenBytes(result.writeBytes)],
              ['Files', result.files.length],
              ['Took', written(duration(result.seconds))],
              ['Read', writtenBytes(result.readBytes)],
              ['Requests', result.requests.toLocaleString('en')],
              ['Computed on', result.backend.label],
            ]}
          />
          <p className={styles.note}>{result.backend.reason}</p>
        </Section>
      )}
      {result && <Checks result={result} />}
      <Section title="Recipe" note={run.what}>
        <pre className={styles.recipe}>{run.text}</pre>
      </Section>
    </Fragment>
  );
}

function Checks({ result }: { readonly result: NonNullable<Run['result']> }) {
  const bad = result.tensors.filter(({ notFinite }) => notFinite?.length).length;
  const noted = result.tensors.filter(({ notes }) => notes?.length).length;
  return (
    <Section title="Checks">
      <Facts
        rows={[
          ['Reopened and compared', result.checked ? 'yes' : 'no'],
          ['Tensors with NaN or Inf in inputs', bad],
          ['Tensors with a note', noted],
        ]}
      />
    </Section>
  );
}

function EarlierRuns() {
  const runs = useJob((state) => state.runs);
  const shown = useJob((state) => state.shown);
  const others = runs.filter(({ id }) => id !== shown);
  if (others.length === 0) return undefined;
  return (
    <Section title="Other runs">
      <ul className={styles.runs}>
        {others.map((run) => (
          <li key={run.id}>
            <button type="button" onClick={() => jobStore.setState({ shown: run.id })}>
              <span>{run.number}</span>
              <span>{run.what}</span>
              <span>{run.status === 'done' ? clock(run.startedAt) : run.status}</span>
            </button>
            <Button kind="quiet" size="small" onClick={() => restore(run)}>
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Its recipe becomes the recipe, as one step that can be undone. */
function restore({ number, text }: Run): void {
  changeText(`restore run ${number}`, text);
  setView({ tab: 'merge', selection: { kind: 'output' } });
}
