/** Computes a grid cell by cell, each when the live numbers need nothing: a hand on a slider goes first. */
import { asAlloyError, toPlainFault } from '../../base/errors.ts';
import type { Observation } from '../../engine/client.ts';
import type { JobRequest } from '../../engine/protocol.ts';
import { editRecipe } from '../../recipe/edit.ts';
import { liveStore } from '../live/live-store.ts';
import { totalsOf } from '../live/totals.ts';
import { engine } from '../state/engine.ts';
import { askBeforeLeaving } from '../state/hold-awake.ts';
import { presentJob, type RunJob } from '../state/job-request.ts';
import { withMinus } from '../words/format.ts';
import { type Axis, axisEdits } from './axes.ts';
import { chanceOf, figuresOf } from './measures.ts';
import { type Cell, changeCell, isComputed, type Side, type Sweep, setSweep, sweepStore } from './sweep-store.ts';

export interface ChosenSide {
  readonly axis: Axis;
  readonly values: readonly number[];
}

let stop = new AbortController();

/** Begins a grid of the recipe as it stands. Throws AlloyError when a model of it is not at hand. */
export function startSweep(across: ChosenSide, down: ChosenSide | undefined): void {
  stop.abort();
  const job = presentJob();
  const { observation } = liveStore.getState();
  const sweep: Sweep = {
    job,
    across: sideOf(across),
    down: down && sideOf(down),
    cells: cellsOf(job, across, down),
    // The numbers at hand may be of an inner merge; a grid is of the output.
    inputs: observation && observation.document === undefined ? observation.inputs : [],
    chance: undefined,
    cellMs: undefined,
    looked: 0,
    entries: 0,
  };
  setSweep({ sweep, cursor: undefined, marked: [] });
  void continueSweep();
}

/** Computes the cells that are missing, those of an earlier attempt too. */
export async function continueSweep(): Promise<void> {
  stop = new AbortController();
  const { signal } = stop;
  setSweep({ running: true });
  const stay = askBeforeLeaving();
  for (let cell = nextCell(); cell && !signal.aborted; cell = nextCell()) await fillCell(cell, signal);
  stay();
  // One that was begun anew in the meantime runs by itself.
  if (stop.signal === signal) setSweep({ running: false });
}

export function stopSweep(): void {
  stop.abort();
  setSweep({ running: false });
}

const nextCell = (): Cell | undefined => sweepStore.getState().sweep?.cells.find((cell) => !isComputed(cell));

async function fillCell(cell: Cell, signal: AbortSignal): Promise<void> {
  const { sweep } = sweepStore.getState();
  if (!sweep) return;
  try {
    const observation = await observed({ ...sweep.job.request, recipe: cell.recipe }, signal);
    const { looked, entries } = totalsOf(observation);
    const cellMs = meanTime(sweep, observation.milliseconds);
    const { inputs } = observation;
    changeCell(cell, { figures: figuresOf(observation) }, { inputs, chance: chanceOf(observation), looked, entries, cellMs });
  } catch (thrown) {
    if (!signal.aborted) changeCell(cell, { fault: toPlainFault(thrown) });
  }
}

/** The first one, which may have to read the weights, counts less with every other. */
function meanTime({ cells, cellMs }: Sweep, milliseconds: number): number {
  const before = cells.filter(isComputed).length;
  return before === 0 || cellMs === undefined ? milliseconds : Math.min(cellMs, (cellMs * before + milliseconds) / (before + 1));
}

/** The engine gives up an older question for a newer one: asked again when the live numbers are there. */
async function observed(job: JobRequest, signal: AbortSignal): Promise<Observation> {
  for (;;) {
    await liveRests(signal);
    try {
      return await engine().observe(signal, { job });
    } catch (thrown) {
      if (signal.aborted || asAlloyError(thrown).code !== 'aborted') throw thrown;
    }
  }
}

function liveRests(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!liveStore.getState().busy) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const over = () => {
      end();
      signal.removeEventListener('abort', over);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const end = liveStore.subscribe(({ busy }) => !busy && over());
    signal.addEventListener('abort', over);
  });
}

const sideOf = ({ axis: { label, short }, values }: ChosenSide): Side => ({
  label,
  short,
  values,
  texts: values.map((value) => withMinus(String(value))),
});

function cellsOf({ request }: RunJob, across: ChosenSide, down: ChosenSide | undefined): readonly Cell[] {
  const rows = down ? down.values.map((value) => axisEdits(down.axis, value)) : [[]];
  return rows.flatMap((edits, row) =>
    across.values.map((value, column) => ({
      column,
      row,
      recipe: editRecipe(request.recipe, [...axisEdits(across.axis, value), ...edits]),
    })),
  );
}
