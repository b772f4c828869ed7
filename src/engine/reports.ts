/** Jobs that write nothing and answer with a report: two checkpoints compared, a finished merge held to its recipe. */
import { defined } from '../base/assert.ts';
import { createMemoryOutput } from '../io/memory.ts';
import type { SourceSpec } from '../io/source.ts';
import { diffRule, planDiff } from './diff.ts';
import type { EngineHost } from './host.ts';
import { limitsOf, openJob, refuse } from './open-job.ts';
import type { BackendChoice, CheckpointDiff, JobRequest, TensorDiff, Verdict } from './protocol.ts';
import { quietRun, thresholdsOf } from './quiet-run.ts';
import { createGate } from './run/gate.ts';
import { runPlan } from './run/run.ts';
import type { SourcePool } from './sources.ts';
import { comparingStore, samplePlan } from './verify.ts';

export async function diffJob(
  host: EngineHost,
  pool: SourcePool,
  a: SourceSpec,
  b: SourceSpec,
  choice: BackendChoice,
  signal: AbortSignal,
): Promise<CheckpointDiff> {
  const sources = [pool.open(a), pool.open(b)];
  const lanes = await host.lanes(choice);
  const limits = limitsOf(host, lanes);
  const [left, right] = await Promise.all(sources.map((s) => s.facts(signal)));
  const { plan, apart } = planDiff(defined(left, 'a checkpoint'), defined(right, 'a checkpoint'), limits);
  const found = new Map<string, TensorDiff>();
  const store = createMemoryOutput();
  await runPlan({ ...quietRun(plan), limits, host, choice, lanes, sources, store, signal, gate: createGate(), rule: diffRule(found) });
  return { a: left?.label ?? '', b: right?.label ?? '', tensors: plan.tensors.flatMap((t) => found.get(t.name) ?? []), apart };
}

export async function verifyJob(
  host: EngineHost,
  pool: SourcePool,
  request: JobRequest,
  output: SourceSpec,
  tensors: number,
  signal: AbortSignal,
): Promise<Verdict> {
  const job = await openJob(host, pool, request, signal);
  refuse(job.plan);
  const made = pool.open(output);
  const plan = samplePlan(job.plan, tensors, job.limits);
  const { different, store } = comparingStore(job.plan, made, await made.facts(signal), signal);
  const run = { ...job, ...quietRun(plan), host, choice: request.options?.backend ?? 'auto', store, signal, gate: createGate() };
  await runPlan({ ...run, wholeModel: await thresholdsOf({ ...run, plan: job.plan }) });
  return {
    checked: plan.tensors.map((t) => t.name),
    of: job.plan.tensors.length,
    different: [...different].map(([name, bytes]) => ({ name, bytes })),
  };
}
