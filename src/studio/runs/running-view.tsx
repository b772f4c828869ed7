/** A run under way: figures, the speed of each stage, what is in flight, what happened. */
import { useEffect, useState } from 'react';
import type { Stage, StageProgress } from '../../engine/protocol.ts';
import { Chip } from '../parts/chip.tsx';
import { Figure, Figures } from '../parts/figure.tsx';
import { Grey } from '../parts/grey.tsx';
import { Notice } from '../parts/notice.tsx';
import { Spark } from '../parts/spark.tsx';
import { TensorName } from '../parts/tensor-name.tsx';
import { paceSetter } from '../shell/progress.ts';
import { elapsedMs, isHeld, type Run } from '../state/job-store.ts';
import { bytes, clock, count, counted, duration, type Quantity, written, writtenBytes } from '../words/format.ts';
import { Happenings } from './happenings.tsx';
import { PauseButton } from './pause-button.tsx';
import styles from './runs.module.css';
import { TensorGrid } from './tensor-grid.tsx';

export function RunningView({ run }: { readonly run: Run }) {
  return (
    <div className={styles.view}>
      {isHeld(run) && <HeldNotice run={run} />}
      <RunFigures run={run} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Stages run={run} />
          <InFlight run={run} />
          <Happenings happenings={run.happenings} />
        </div>
        <TensorGrid run={run} />
      </div>
    </div>
  );
}

/** What a run that stands still goes on to hold. */
function HeldNotice({ run }: { readonly run: Run }) {
  const { progress, plan, pausedAt } = run;
  const write = progress?.stages.find(({ stage }) => stage === 'write');
  const held = [
    `${counted(progress?.inFlight.length ?? 0, 'tensor')} in flight`,
    plan && `at most ${writtenBytes(plan.cost.memoryBytes)} of memory`,
    write && `${writtenBytes(write.done)} of ${writtenBytes(write.total)} written`,
  ].filter(Boolean);
  return (
    <Notice tone="plain" title={pausedAt === undefined ? 'Pausing.' : `Paused at ${clock(pausedAt)}.`} tools={<PauseButton run={run} />}>
      {pausedAt === undefined
        ? 'What is being read still arrives; nothing more is asked for.'
        : `Nothing is read or computed. Held: ${held.join(', ')}. Closing the tab would end the run.`}
    </Notice>
  );
}

function RunFigures({ run }: { readonly run: Run }) {
  const { progress, plan } = run;
  const now = useNow();
  const held = isHeld(run);
  const elapsed = duration(elapsedMs(run, now) / 1000);
  const read = progress?.stages.find(({ stage }) => stage === 'read');
  const write = progress?.stages.find(({ stage }) => stage === 'write');
  const left = progress?.secondsLeft === undefined ? undefined : duration(progress.secondsLeft);
  return (
    <Figures>
      <Figure
        name="Tensors"
        value={progress?.tensorsDone ?? 0}
        unit={`of ${progress?.tensors ?? '?'}`}
        note={`${progress?.inFlight.length ?? 0} in flight`}
      />
      <Figure name="Read" {...ofTotal(read)} note={speedNote(read, held)} />
      <Figure name="Requests" value={progress?.requests ?? 0} note={plan ? `${plan.cost.requests} planned` : 'so far'} />
      <Figure name="Written" {...ofTotal(write)} note={speedNote(write, held)} />
      <Figure name="Elapsed" value={elapsed.value} unit={elapsed.unit} note={pausedNote(run, now)} />
      <Figure name="Left" value={left ? `≈ ${left.value}` : '?'} unit={left?.unit ?? ''} note={held ? 'once resumed' : 'at this speed'} />
    </Figures>
  );
}

const speedNote = (stage: StageProgress | undefined, held: boolean): string | undefined =>
  stage && (held ? 'paused' : stage.rate > 0 ? rateText(bytes(stage.rate)) : 'nothing yet to time');

/** How much of the time since the start is not the run's. */
function pausedNote({ pausedAt, pausedFor }: Run, now: number): string | undefined {
  const paused = pausedFor + (pausedAt === undefined ? 0 : Math.max(0, now - pausedAt));
  return paused > 0 ? `and ${written(duration(paused / 1000))} paused` : undefined;
}

const rateText = ({ value, unit }: Quantity): string => `${value} ${unit}/s`;

function ofTotal(stage: StageProgress | undefined): Quantity {
  if (!stage) return { value: '0', unit: 'B' };
  const total = bytes(stage.total);
  const done = bytes(stage.done);
  return { value: done.unit === total.unit ? done.value : `${done.value} ${done.unit}`, unit: `of ${total.value} ${total.unit}` };
}

/** The time, a second apart. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

const STAGES: readonly {
  readonly stage: Stage;
  readonly name: string;
  readonly what: string;
  readonly quantity: (rate: number) => Quantity;
}[] = [
  { stage: 'read', name: 'Read', what: 'bytes of the models', quantity: bytes },
  {
    stage: 'merge',
    name: 'Merge',
    what: 'entries computed',
    quantity: (rate) => ({ value: count(rate).value, unit: `${count(rate).unit} entries` }),
  },
  { stage: 'write', name: 'Write', what: 'bytes of the result', quantity: bytes },
];

function Stages({ run }: { readonly run: Run }) {
  const held = isHeld(run);
  const pace = held ? undefined : paceSetter(run);
  return (
    <section aria-label="Stages">
      <div className={styles.band}>
        <h2>Stages</h2>
        <span className={styles.bandNote}>{held ? 'before the pause' : 'last minute'}</span>
      </div>
      {run.progress ? (
        <ul>
          {STAGES.map(({ stage, name, what, quantity }) => {
            const state = run.progress?.stages.find((each) => each.stage === stage);
            const rates = [...run.rates[stage], state?.rate ?? 0];
            const rate = state?.rate ?? 0;
            const { value, unit } = quantity(rate);
            return (
              <li key={stage} className={styles.stage}>
                <span className={styles.stageName}>
                  <strong>{name}</strong>
                  <small>{what}</small>
                </span>
                <span className={styles.stageSpark}>
                  <Spark
                    values={rates}
                    min={0}
                    max={Math.max(...rates, 1)}
                    colour={pace === stage ? 'var(--accent)' : 'var(--ink-3)'}
                    area
                  />
                </span>
                <span className={styles.rate}>
                  {rate > 0 ? (
                    <>
                      <strong>{value}</strong> {unit}/s
                    </>
                  ) : (
                    '–'
                  )}
                </span>
                <span className={styles.busy}>busy {Math.round((state?.busy ?? 0) * 100)} %</span>
                <span className={styles.pace}>{pace === stage && <Chip tone="good">sets the pace</Chip>}</span>
              </li>
            );
          })}
        </ul>
      ) : (
        <div className={styles.waiting}>
          <Grey lines={3} label="Reading headers" />
        </div>
      )}
    </section>
  );
}

/** Names that fit the screen; the figure above tells how many there are. */
const SHOWN_IN_FLIGHT = 6;

function InFlight({ run: { progress } }: { readonly run: Run }) {
  const names = progress?.inFlight ?? [];
  return (
    <section aria-label="In flight">
      <div className={styles.band}>
        <h2>In flight</h2>
        {names.length > SHOWN_IN_FLIGHT && <span className={styles.bandNote}>and {names.length - SHOWN_IN_FLIGHT} more</span>}
      </div>
      <ul className={styles.flights}>
        {names.slice(0, SHOWN_IN_FLIGHT).map((name) => (
          <li key={name}>
            <TensorName name={name} />
          </li>
        ))}
        {names.length === 0 && <li className={styles.quiet}>nothing at this moment</li>}
      </ul>
    </section>
  );
}
