/** Checkpoints and plans as a person sees them: without the bytes' places. */
import type { Checkpoint } from '../formats/checkpoint.ts';
import { elementsOf } from '../formats/checkpoint.ts';
import { architectureFacts } from '../formats/config.ts';
import type { DType } from '../formats/dtype.ts';
import type { CheckpointSource } from '../io/source.ts';
import { methodSpec } from '../methods/specs.ts';
import { familyOf } from './calibrate.ts';
import type { OpenJob } from './open-job.ts';
import { distinct, distinctOperands, filesBehind } from './plan/arena.ts';
import type { Plan, StepPlan, TensorPlan } from './plan-types.ts';
import type { CheckpointSummary, PlannedTensor, PlanSummary } from './protocol.ts';
import { needsWholeModel } from './run/whole-model.ts';

export function summariseCheckpoint(checkpoint: Checkpoint): CheckpointSummary {
  const tensors = [...checkpoint.tensors.values()];
  const facts = checkpoint.config && architectureFacts(checkpoint.config);
  const bytes = new Map<DType, number>();
  for (const t of tensors) bytes.set(t.dtype, (bytes.get(t.dtype) ?? 0) + t.bytes);
  return {
    label: checkpoint.label,
    revision: checkpoint.revision,
    architecture: facts?.architecture,
    layers: facts?.layers,
    parameters: tensors.reduce((n, t) => n + elementsOf(t.shape), 0),
    bytes: tensors.reduce((n, t) => n + t.bytes, 0),
    tensors: tensors.length,
    dtypes: [...bytes].sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype),
    licence: checkpoint.card?.licence,
    baseModels: checkpoint.card?.baseModels,
  };
}

export function summarisePlan({ plan, lanes, recipeProblems, sources, summary }: OpenJob): PlanSummary {
  const tiled = new Set(plan.units.filter((u) => u.tiled).map((u) => u.first));
  return {
    tensors: plan.tensors.map((t, i) => summariseTensor(t, tiled.has(i))),
    files: plan.layout.files.map(({ path, bytes, tensors }) => ({ path, bytes, tensors })),
    companions: plan.layout.companions.map((c) => c.path),
    problems: plan.problems,
    recipeProblems,
    cost: plan.cost,
    backend: lanes.report,
    family: familyOf(plan, lanes.report, summary),
    reads: readsOf(plan, sources),
  };
}

/** Passes over the inputs that one threshold over a whole model takes, the merge itself included. */
const WHOLE_MODEL_PASSES = 4;

function readsOf(plan: Plan, sources: readonly CheckpointSource[]): PlanSummary['reads'] {
  const passes = needsWholeModel(plan) ? WHOLE_MODEL_PASSES : 1;
  const sum = (local: boolean) => plan.cost.readBySource.reduce((n, bytes, i) => (sources[i]?.local === local ? n + bytes * passes : n), 0);
  return { far: sum(false), near: sum(true) };
}

function summariseTensor(tensor: TensorPlan, tiled: boolean): PlannedTensor {
  const files = distinct(distinctOperands([tensor]).flatMap(filesBehind));
  return {
    name: tensor.name,
    shape: tensor.shape,
    from: [...new Set(files.map((f) => f.dtype))],
    to: tensor.dtype,
    steps: tensor.steps.map(stepLabel).join(', then '),
    readBytes: files.reduce((n, f) => n + f.bytes, 0),
    tiled,
  };
}

const stepLabel = (step: StepPlan): string => (step.kind === 'copy' ? 'copied' : (methodSpec(step.method)?.label ?? step.method));
