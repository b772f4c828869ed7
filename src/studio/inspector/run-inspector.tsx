/** One run: what can be done with it, what was written, what went in; and the runs before it. */
import { IconArrowsDiff, IconChevronRight, IconGridDots, IconPlus } from '@tabler/icons-react';
import { Fragment } from 'react';
import { runCommand } from '../commands/commands.ts';
import { compareRuns } from '../history/compared.ts';
import { diffCounts, diffLines } from '../history/line-diff.ts';
import { Button } from '../parts/button.tsx';
import { RecipeBlock } from '../parts/recipe-block.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { hasNotFinite, isNoted, notFiniteText } from '../runs/tensor-notes.ts';
import { isRunning, jobStore, type Run, shownRun } from '../state/job-store.ts';
import { keptBytes, takeAsSource } from '../state/kept-results.ts';
import { openRecipeText } from '../state/recipe-text.ts';
import { useJob } from '../state/use-store.ts';
import { recipeTab, setView } from '../state/view-store.ts';
import { clock, counted, duration, written, writtenBytes } from '../words/format.ts';
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
      {result && <WhatNext run={run} />}
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
        <RecipeBlock text={run.text} />
      </Section>
    </Fragment>
  );
}

interface NextStep {
  readonly icon: typeof IconPlus;
  readonly name: string;
  readonly note: string;
  readonly onClick: () => void;
}

function WhatNext({ run }: { readonly run: Run }) {
  const other = useJob(({ runs }) => neighbour(runs, run));
  return (
    <Section title="What next">
      <ul className={styles.next}>
        {stepsAfter(run, other).map(({ icon: Icon, name, note, onClick }) => (
          <li key={name}>
            <button type="button" onClick={onClick}>
              <Icon size={16} stroke={1.6} aria-hidden />
              <span>
                {name}
                <small>{note}</small>
              </span>
              <IconChevronRight size={14} stroke={1.6} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function stepsAfter(run: Run, other: Run | undefined): readonly NextStep[] {
  const source = { icon: IconPlus, name: 'Use it as a source', note: 'as a model of the recipe at hand', onClick: () => use(run) };
  const compare = other && {
    icon: IconArrowsDiff,
    name: `Compare with run ${other.number}`,
    note: differenceText(other.text, run.text),
    onClick: () => compareRuns([other.id, run.id]),
  };
  const settings = {
    icon: IconGridDots,
    name: 'Try other settings',
    note: 'a grid, from the weights alone',
    onClick: () => runCommand('showSweep'),
  };
  return [...(keptBytes(run) > 0 ? [source] : []), ...(compare ? [compare] : []), settings];
}

/** The finished run before this one, else the one after it. */
function neighbour(runs: readonly Run[], { number }: Run): Run | undefined {
  const others = runs.filter((run) => run.status === 'done' && run.number !== number);
  return others.find((run) => run.number < number) ?? others.at(-1);
}

function use(run: Run): void {
  takeAsSource(run);
  setView({ tab: recipeTab() });
}

function differenceText(before: string, after: string): string {
  const { gone, came } = diffCounts(diffLines(before, after));
  return gone + came === 0 ? 'the same recipe' : `differs in ${counted(Math.max(gone, came), 'line')} of the recipe`;
}

function Checks({ result }: { readonly result: NonNullable<Run['result']> }) {
  const bad = result.tensors.filter(hasNotFinite).length;
  const noted = result.tensors.filter(isNoted).length;
  return (
    <Section title="Checks">
      <Facts
        rows={[
          ['Reopened and compared', result.checked ? 'yes' : 'no'],
          ['Tensors with NaN or Inf in inputs', bad],
          ['Tensors with a note', noted],
        ]}
      />
      {bad > 0 && <p className={styles.note}>{notFiniteText(result.tensors)}</p>}
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
            <button type="button" onClick={() => showRun(run.id)}>
              <span>{run.number}</span>
              <span>{run.name}</span>
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

function showRun(id: string): void {
  jobStore.setState({ shown: id });
  setView({ runsPage: 'run' });
}

/** Its recipe becomes the recipe, as one step that can be undone. */
function restore({ name, text }: Run): void {
  openRecipeText(name, text);
  setView({ tab: 'graph', selection: { kind: 'output' } });
}
