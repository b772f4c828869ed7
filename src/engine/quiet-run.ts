/** Runs within a job that nobody follows: samples, comparisons, passes that only measure. */
import { createMemoryOutput } from '../io/memory.ts';
import type { Plan } from './plan-types.ts';
import { createMeter } from './run/progress.ts';
import { type RunContext, runPlan } from './run/run.ts';
import { findThresholds, needsWholeModel, type WholeModel } from './run/whole-model.ts';

/** What such a run needs in place of listeners. */
export function quietRun(plan: Plan) {
  const meter = createMeter({ read: plan.cost.readBytes, merge: plan.cost.elements, write: 0 }, () => undefined);
  return { plan, meter, summary: false, warn: () => undefined, started: () => undefined, finished: () => undefined };
}

/** Thresholds over whole models take passes of their own, which make nothing. */
export async function thresholdsOf(run: RunContext): Promise<WholeModel | undefined> {
  if (!needsWholeModel(run.plan)) return undefined;
  run.warn('Finding one threshold over all tensors: every input is read three times before the merge begins.');
  return await findThresholds(run.plan, run.limits, async (plan, rule) => {
    await runPlan({ ...run, ...quietRun(plan), store: createMemoryOutput(), rule });
  });
}
