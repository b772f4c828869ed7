/** Counts what each stage has done and how busy it is, and says so at most every tenth of a second. */
import type { Stage, StageProgress } from '../protocol.ts';

/** Rates are means over this long. */
const WINDOW_MS = 4000;
const EVERY_MS = 100;

interface StageState {
  done: number;
  total: number;
  /** Operations under way, and since when there is at least one. */
  active: number;
  since: number;
  /** Milliseconds at work, up to `since`. */
  busy: number;
  readonly samples: { at: number; done: number; busy: number }[];
}

export interface Meter {
  /** Runs `work`, during which the stage counts as busy; its result's `amount` is then done. */
  during<T>(stage: Stage, amount: number, work: () => Promise<T>): Promise<T>;
  /** Time that a stage is known to have worked is added by others where promises cannot tell. */
  add(stage: Stage, amount: number): void;
  read(): StageProgress[];
  /** Seconds until the slowest stage is through at its present rate; undefined while nothing is known. */
  secondsLeft(): number | undefined;
}

/** Counts nothing: for what is no progress, such as looking, or reading what was counted when it came. */
export const quietMeter: Meter = {
  during: async (_stage, _amount, work) => await work(),
  add: () => undefined,
  read: () => [],
  secondsLeft: () => undefined,
};

export function createMeter(
  totals: Readonly<Record<Stage, number>>,
  changed: () => void,
  now: () => number = () => performance.now(),
): Meter {
  const state = (total: number): StageState => ({
    done: 0,
    total,
    active: 0,
    since: 0,
    busy: 0,
    samples: [{ at: now(), done: 0, busy: 0 }],
  });
  const stages: Record<Stage, StageState> = { read: state(totals.read), merge: state(totals.merge), write: state(totals.write) };
  let told = 0;

  const busyUntil = (s: StageState, at: number): number => s.busy + (s.active ? at - s.since : 0);
  const sample = (s: StageState): void => {
    const at = now();
    s.samples.push({ at, done: s.done, busy: busyUntil(s, at) });
    while (s.samples.length > 2 && at - (s.samples[1]?.at ?? at) > WINDOW_MS) s.samples.shift();
  };
  const tell = (): void => {
    if (now() - told < EVERY_MS) return;
    told = now();
    for (const s of Object.values(stages)) sample(s);
    changed();
  };
  const progress = (stage: Stage): StageProgress => {
    const s = stages[stage];
    const at = now();
    const [first] = s.samples;
    const span = Math.max(1, at - (first?.at ?? at));
    return {
      stage,
      done: s.done,
      total: s.total,
      rate: ((s.done - (first?.done ?? 0)) / span) * 1000,
      busy: Math.min(1, (busyUntil(s, at) - (first?.busy ?? 0)) / span),
    };
  };
  const read = (): StageProgress[] => [progress('read'), progress('merge'), progress('write')];
  return {
    async during(stage, amount, work) {
      const s = stages[stage];
      if (s.active++ === 0) s.since = now();
      try {
        const value = await work();
        s.done += amount;
        return value;
      } finally {
        if (--s.active === 0) s.busy += now() - s.since;
        tell();
      }
    },
    add(stage, amount) {
      stages[stage].done += amount;
      tell();
    },
    read,
    secondsLeft() {
      const waits = read().map((s) => (s.rate > 0 ? (s.total - s.done) / s.rate : undefined));
      const known = waits.filter((w) => w !== undefined);
      return known.length ? Math.max(...known) : undefined;
    },
  };
}
