/**
 * How fast this machine merges with a plan's own steps: tensors like the plan's typical one, of invented numbers, small
 * and large, go through the runner. Nothing is fetched or written, and it takes a fraction of a second.
 */
import { elementsOf } from '../formats/checkpoint.ts';
import { DTYPES, type DType, isFloat } from '../formats/dtype.ts';
import { encode } from '../formats/number.ts';
import { createMemoryOutput } from '../io/memory.ts';
import type { CheckpointSource } from '../io/source.ts';
import type { EngineHost } from './host.ts';
import type { OpenJob } from './open-job.ts';
import { align, keyOf } from './plan/arena.ts';
import type { FileOperand, OperandPlan, Plan, ReadOperand, StepPlan, TensorPlan, Unit } from './plan-types.ts';
import type { BackendReport, Calibration } from './protocol.ts';
import { quietRun, thresholdsOf } from './quiet-run.ts';
import { createGate } from './run/gate.ts';
import { runPlan } from './run/run.ts';

/** Plans of one family take equally long for each entry: same backend, same steps on the same kinds of numbers. */
export function familyOf({ tensors }: Pick<Plan, 'tensors'>, { kind, lanes }: BackendReport, summary: boolean): string {
  const typical = typicalTensor(tensors);
  return [kind, lanes, summary ? 'measured' : '', typical ? kindOf(typical) : 'copies'].join(' ');
}

const kindOf = ({ steps }: TensorPlan): string => steps.map(stepKind).join(', then ');

function stepKind(step: StepPlan): string {
  if (step.kind === 'copy') return 'copy';
  const choices = Object.entries(step.parameters.shared).flatMap(([key, value]) => (typeof value === 'number' ? [] : [`${key}=${value}`]));
  return `${step.method} ${choices.sort().join(' ')} ${step.inputs.map((i) => (i.kind === 'step' ? 'step' : i.dtype)).join('+')} to ${step.dtype}`;
}

/** Of the merged tensors whose kind holds most entries, the one in whose size the middle entry lies. */
function typicalTensor(tensors: readonly TensorPlan[]): TensorPlan | undefined {
  const merged = tensors.filter((t) => t.steps.every(({ kind }) => kind === 'merge'));
  const entries = new Map<string, number>();
  for (const t of merged) entries.set(kindOf(t), (entries.get(kindOf(t)) ?? 0) + elementsOf(t.shape));
  const [[kind, held] = ['', 0]] = [...entries].sort(([, a], [, b]) => b - a);
  const most = merged.filter((t) => kindOf(t) === kind);
  let left = held / 2;
  for (const tensor of most.toSorted((a, b) => elementsOf(a.shape) - elementsOf(b.shape))) {
    left -= elementsOf(tensor.shape);
    if (left <= 0) return tensor;
  }
  return undefined;
}

/** Tensors of next to nothing tell what a tensor costs, large ones what an entry does. */
const SMALL_ENTRIES = 1;
const LARGE_ENTRIES = 1 << 16;
const MOST_ENTRIES = 1 << 20;
const FEW_TENSORS = 8;
const MOST_TENSORS = 128;
/** A sample that takes this long is measured well enough. */
const ENOUGH_MS = 20;
/** Whatever else the machine does only makes a sample slower: the fastest counts. */
const REPEATS = 3;

interface Sample {
  readonly tensors: number;
  readonly entries: number;
  readonly milliseconds: number;
}

/** Undefined where nothing is computed. */
export async function calibrate(host: EngineHost, job: OpenJob, signal: AbortSignal): Promise<Calibration | undefined> {
  const typical = typicalTensor(job.plan.tensors);
  if (!typical || elementsOf(typical.shape) === 0) return undefined;
  const sample = async (entries: number, count: number): Promise<Sample> => {
    const plan = samplePlan(job, typical, entries, count);
    let milliseconds = Infinity;
    for (let i = 0; i < REPEATS; i++) milliseconds = Math.min(milliseconds, await runSample(host, job, plan, signal));
    return { tensors: plan.tensors.length, entries: plan.tensors.reduce((n, t) => n + elementsOf(t.shape), 0), milliseconds };
  };
  await sample(LARGE_ENTRIES, 1); // warms everything up
  const small = await longEnough(FEW_TENSORS, MOST_TENSORS, (count) => sample(SMALL_ENTRIES, count));
  const large = await longEnough(LARGE_ENTRIES, MOST_ENTRIES, (entries) => sample(entries, 1));
  return lineThrough(small, large);
}

async function longEnough(first: number, most: number, sample: (size: number) => Promise<Sample>): Promise<Sample> {
  for (let size = first; ; size *= 4) {
    const measured = await sample(size);
    if (measured.milliseconds >= ENOUGH_MS || size * 4 > most) return measured;
  }
}

/** milliseconds = tensors·tensorMs + entries·entryMs, through both samples; where that makes no sense, by entries alone. */
export function lineThrough(small: Sample, large: Sample): Calibration {
  const determinant = small.tensors * large.entries - large.tensors * small.entries;
  const tensorMs = (small.milliseconds * large.entries - large.milliseconds * small.entries) / determinant;
  const entryMs = (small.tensors * large.milliseconds - large.tensors * small.milliseconds) / determinant;
  const { entries, milliseconds } = large;
  const sound = determinant > 0 && tensorMs >= 0 && entryMs > 0;
  return sound ? { tensorMs, entryMs, entries } : { tensorMs: 0, entryMs: milliseconds / entries, entries };
}

async function runSample(host: EngineHost, job: OpenJob, plan: Plan, signal: AbortSignal): Promise<number> {
  const { limits, lanes, summary } = job;
  const sources = Array.from({ length: MOST_INPUTS }, (_, i) => inventedSource(i));
  const store = createMemoryOutput();
  const run = { ...quietRun(plan), summary, limits, host, choice: lanes.report.kind, lanes, sources, store, signal, gate: createGate() };
  const began = performance.now();
  await runPlan({ ...run, wholeModel: await thresholdsOf(run) });
  return performance.now() - began;
}

// ---------------------------------------------------------------- the plan

function samplePlan({ plan, limits }: OpenJob, typical: TensorPlan, entries: number, atLeast: number): Plan {
  const one = resized(typical, entries);
  const count = Math.max(limits.slots, atLeast);
  const tensors = Array.from({ length: count }, (_, i) => movedTensor(one, i));
  const bytes = tensors.reduce((n, t) => n + t.bytes, 0);
  return {
    ...plan,
    sources: [],
    tensors,
    units: evenUnits(count, limits.slots),
    layout: { files: [{ path: 'sample', bytes, header: new Uint8Array(), tensors: count }], companions: [] },
    problems: [],
  };
}

/** One unit for each slot, so that all lanes have work. */
function evenUnits(tensors: number, slots: number): Unit[] {
  const each = Math.ceil(tensors / slots);
  return Array.from({ length: Math.ceil(tensors / each) }, (_, i) => {
    const first = i * each;
    return { first, count: Math.min(each, tensors - first), bytes: 0, tiled: false };
  });
}

/**
 * The tensor with as many rows as hold `entries`, its inputs plain stretches of invented files: one file for each input,
 * however it is made.
 */
function resized(tensor: TensorPlan, entries: number): TensorPlan {
  const [rows = 1] = tensor.shape;
  const wanted = Math.max(1, Math.round((rows * entries) / elementsOf(tensor.shape)));
  const cut = (shape: readonly number[]) =>
    shape.length === tensor.shape.length && shape[0] === rows ? [wanted, ...shape.slice(1)] : shape;
  const files: string[] = [];
  const invented = (o: ReadOperand): FileOperand => {
    const key = keyOf(o);
    if (!files.includes(key)) files.push(key);
    const source = files.indexOf(key);
    const shape = cut(o.shape);
    const bytes = elementsOf(shape) * DTYPES[o.dtype].bytes;
    return { kind: 'file', source, name: key, file: o.dtype, offset: 0, bytes, dtype: o.dtype, shape };
  };
  const steps = tensor.steps.map((step): StepPlan => {
    const made = { inputs: step.inputs.map((o) => (o.kind === 'step' ? o : invented(o))), shape: cut(step.shape) };
    return step.kind === 'copy'
      ? { ...step, ...made }
      : { ...step, ...made, coefficients: step.coefficients?.map((o) => o && invented(o)) };
  });
  const shape = cut(tensor.shape);
  return { ...tensor, steps, shape, file: 0, bytes: elementsOf(shape) * DTYPES[tensor.dtype].bytes };
}

/** The same tensor further on in all files. */
function movedTensor(tensor: TensorPlan, by: number): TensorPlan {
  const moved = <T extends OperandPlan>(o: T): T => (o.kind === 'file' ? { ...o, offset: by * align(o.bytes) } : o);
  const steps = tensor.steps.map((step) => ({ ...step, inputs: step.inputs.map(moved) }));
  return { ...tensor, name: `${by}`, steps, offset: by * tensor.bytes };
}

// ---------------------------------------------------------------- its numbers

/** Of all steps together. */
const MOST_INPUTS = 256;

/** Small numbers of both signs without end. The file's name is its dtype; sources differ. */
function inventedSource(index: number): CheckpointSource {
  return {
    facts: () => Promise.reject(new Error('An invented source has no headers')),
    async read(file, offset, into) {
      const pattern = patternOf(file as DType);
      for (let done = 0; done < into.length; ) {
        const from = (offset + done + index * SHIFT) % pattern.length;
        const piece = pattern.subarray(from, from + into.length - done);
        into.set(piece, done);
        done += piece.length;
      }
    },
    local: true,
    close: () => undefined,
  };
}

/** A prime number of entries: no tensor repeats another. */
const PATTERN_ENTRIES = 65_521;
/** Bytes by which the sources' numbers are apart: whole entries of every dtype. */
const SHIFT = 8 * 7919;

const patterns = new Map<DType, Uint8Array>();

function patternOf(dtype: DType): Uint8Array {
  const known = patterns.get(dtype);
  if (known) return known;
  const bytes = new Uint8Array(PATTERN_ENTRIES * DTYPES[dtype].bytes);
  let state = 1;
  const numbers = Float64Array.from({ length: PATTERN_ENTRIES }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) / 8;
  });
  if (isFloat(dtype)) encode(dtype, numbers, bytes);
  patterns.set(dtype, bytes);
  return bytes;
}
