/** Keeps the live numbers up to date: on every change of the recipe or the models the engine observes the merge anew. */
import { toPlainFault } from '../../base/errors.ts';
import type { Observation, ObserveRequest } from '../../engine/client.ts';
import { leaveTensor, mapStore } from '../map/map-store.ts';
import { pairIn } from '../map/pair-key.ts';
import { engine } from '../state/engine.ts';
import { jobRequest } from '../state/job-request.ts';
import { askBackend, canPlan } from '../state/planning.ts';
import { mergesOtherwise, recipeStore } from '../state/recipe-store.ts';
import { settingsStore } from '../state/settings-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { askSpeed } from '../state/speed.ts';
import { viewStore } from '../state/view-store.ts';
import { createLatest, onNextFrame } from './latest.ts';
import { clearLive, isFaulty, liveStore } from './live-store.ts';
import { followSelection, observedDocument, observedStore } from './observed-merge.ts';

interface Question {
  readonly request: ObserveRequest;
  /** Which document it is about: `opened` of the recipe's state. */
  readonly opened: number;
  /** When the hand moved, in the page's milliseconds; undefined where no hand did. */
  readonly since: number | undefined;
}

const latest = createLatest<Question, Observation>({
  ask: (signal, { request }) => engine().observe(signal, request, liveStore.getState().observation ? undefined : fillFor(signal)),
  answered(observation, { request, opened, since }, newest) {
    const before = liveStore.getState().observation;
    leaveUnheld(observation);
    liveStore.setState({ observation, filling: undefined, of: request.job.recipe, opened, busy: !newest, fault: undefined });
    // Another part of the machine computes now: the run bar names it too.
    if (observation.notice !== undefined && observation.notice !== before?.notice) void askBackend();
    void askSpeed();
    if (since !== undefined) afterPaint(() => liveStore.setState({ delay: performance.now() - since }));
  },
  failed(thrown, { request }) {
    const fault = toPlainFault(thrown);
    // The engine gave it up for another question, such as a grid's.
    if (fault.code === 'aborted') observe();
    else liveStore.setState({ observation: undefined, filling: undefined, of: request.job.recipe, busy: false, fault });
  },
  onFrame: onNextFrame,
});

/** Numbers that are there already are kept until all new ones are: a slider must not empty the map. */
const fillFor = (signal: AbortSignal) => (filling: Observation) => {
  if (signal.aborted || liveStore.getState().observation) return;
  leaveUnheld(filling);
  liveStore.setState({ filling });
};

/** What was open of a merge in memory need not be worth fetching of one that is not. */
function leaveUnheld({ sampled }: Observation): void {
  const { observation, filling } = liveStore.getState();
  if (sampled && !(observation ?? filling)?.sampled) leaveTensor();
}

/** An input event that is older did not cause the change. */
const RECENT_MS = 250;
let lastInput = Number.NEGATIVE_INFINITY;

const noteInput = (event: Event): void => {
  lastInput = event.timeStamp;
};

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'input', 'paste', 'drop'] as const;

/** Two models whose votes the map shows: they are counted while someone looks. */
const shownPair = (): readonly [number, number] | undefined =>
  viewStore.getState().tab === 'map' ? pairIn(mapStore.getState().quantity) : undefined;

/** Calls back when the map shows another pair. */
function onPair(ask: () => void): () => void {
  let before = String(shownPair());
  const look = () => {
    const pair = shownPair();
    if (pair && String(pair) !== before) ask();
    before = String(pair);
  };
  const ends = [mapStore.subscribe(look), viewStore.subscribe(look)];
  return () => ends.forEach((end) => void end());
}

/** Subscribes to everything that the numbers depend on. Returns the end of it. */
export function startObserving(): () => void {
  const over = new AbortController();
  for (const type of INPUTS) addEventListener(type, noteInput, { capture: true, passive: true, signal: over.signal });
  const ends = [
    recipeStore.subscribe((now, before) => mergesOtherwise(now, before) && observe()),
    sourcesStore.subscribe((now, before) => now.entries !== before.entries && observe()),
    settingsStore.subscribe(observe),
    followSelection(),
    observedStore.subscribe(observe),
    onPair(observe),
  ];
  observe();
  return () => {
    over.abort();
    latest.drop();
    clearLive();
    for (const end of ends) end();
  };
}

function observe(): void {
  if (!canPlan()) {
    rest();
    return;
  }
  const since = performance.now() - lastInput < RECENT_MS ? lastInput : undefined;
  if (!liveStore.getState().busy) liveStore.setState({ busy: true });
  try {
    const request = { job: jobRequest(), document: observedDocument(), between: shownPair() };
    latest.want({ request, opened: recipeStore.getState().opened, since });
  } catch (thrown) {
    liveStore.setState({ busy: false, fault: toPlainFault(thrown) });
  }
}

/** A text with a fault keeps the numbers of its own last good one; without its models a recipe has none. */
function rest(): void {
  latest.drop();
  const now = recipeStore.getState();
  if (isFaulty(now) && now.recipe && now.opened === liveStore.getState().opened) liveStore.setState({ busy: false });
  else clearLive();
}

/** A task that is queued in a frame runs when that frame has been painted. */
function afterPaint(run: () => void): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = run;
    channel.port2.postMessage(undefined);
  });
}
