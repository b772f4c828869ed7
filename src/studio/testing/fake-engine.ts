/** An engine for tests of the screen: answers at once, or when told, with a small invented checkpoint family. */
import { AlloyError, type Fault } from '../../base/errors.ts';
import type { EngineClient, FoundModel } from '../../engine/client.ts';
import type {
  BackendReport,
  CheckpointSummary,
  JobEvent,
  JobResult,
  PlannedTensor,
  PlanSummary,
  Problem,
  SourceSpec,
} from '../../engine/protocol.ts';

export interface FakeOptions {
  /** Faults by what the spec names: a repository's id, a demo's name, a folder's label. */
  readonly faults?: Readonly<Record<string, Fault>>;
  readonly problems?: readonly Problem[];
  readonly layers?: number;
  readonly backend?: BackendReport;
  /** What a search on the Hub finds, whatever the words. */
  readonly found?: readonly FoundModel[];
  /** Replaces a whole run. */
  readonly run?: EngineClient['run'];
  /** Hears of pauses; without it they are not answered. */
  readonly holding?: Pick<EngineClient, 'pause' | 'resume'>;
  /** What weights tell: refused where a test does not say. */
  readonly observing?: Partial<Pick<EngineClient, 'observe' | 'tensorMap' | 'entries' | 'diagnostics'>>;
}

export interface FakeEngine extends EngineClient {
  readonly asked: { plans: number; inspected: string[] };
}

const CPU: BackendReport = {
  kind: 'wasm',
  label: 'WebAssembly with SIMD',
  reason: 'The browser offers no graphics adapter, so the processor computes.',
  lanes: 2,
};

export function createFakeEngine({
  faults = {},
  problems = [],
  layers = 4,
  backend = CPU,
  found = [],
  run,
  holding = { pause: async () => undefined, resume: async () => undefined },
  observing,
}: FakeOptions = {}): FakeEngine {
  const tensors = tensorsOf(layers);
  const summary = planOf(tensors, problems, backend);
  const asked = { plans: 0, inspected: [] as string[] };
  return {
    asked,
    backend: async () => backend,
    async inspect(spec) {
      const name = nameOf(spec);
      asked.inspected.push(name);
      const fault = Object.hasOwn(faults, name) ? faults[name] : undefined;
      if (fault) throw new AlloyError(fault);
      return checkpointOf(name, tensors, layers);
    },
    async plan(signal) {
      asked.plans++;
      signal.throwIfAborted();
      return summary;
    },
    speed: async (_signal, _request, family) => ({ family, merge: { tensorMs: 0, entryMs: 1e-4, entries: 1e6 } }),
    ...holding,
    run: run ?? ((signal, _request, onEvent) => runAtOnce(signal, summary, onEvent)),
    observe: refuse,
    tensorMap: refuse,
    entries: refuse,
    diagnostics: refuse,
    ...observing,
    search: async () => ({ models: [...found], more: false }),
    revisions: async () => [],
    async fit(_signal, model) {
      const name = nameOf(model);
      asked.inspected.push(name);
      const fault = Object.hasOwn(faults, name) ? faults[name] : undefined;
      if (fault) throw new AlloyError(fault);
      return { summary: checkpointOf(name, tensors, layers), rows: [{ subject: 'Tensors', verdict: 'fits', text: 'all equal' }] };
    },
    stored: async () => ({ jobs: [], usedBytes: undefined, roomBytes: undefined }),
    removeStored: async () => true,
    release: async () => undefined,
    close: () => undefined,
  };
}

async function refuse(): Promise<never> {
  throw new AlloyError({ code: 'unsupported', what: 'The fake engine has no weights to look at.' });
}

const nameOf = (spec: SourceSpec): string =>
  spec.kind === 'hub' ? spec.id : spec.kind === 'demo' ? spec.name : spec.kind === 'files' ? spec.label : spec.path;

const MODULES = {
  'input_layernorm.weight': [64],
  'mlp.down_proj.weight': [64, 172],
  'mlp.gate_proj.weight': [172, 64],
  'mlp.up_proj.weight': [172, 64],
  'post_attention_layernorm.weight': [64],
  'self_attn.k_proj.weight': [32, 64],
  'self_attn.o_proj.weight': [64, 64],
  'self_attn.q_proj.weight': [64, 64],
  'self_attn.v_proj.weight': [32, 64],
} as const;

function tensorsOf(layers: number): PlannedTensor[] {
  const inLayers = Array.from({ length: layers }, (_, layer) =>
    Object.entries(MODULES).map(([name, shape]) => tensorOf(`model.layers.${layer}.${name}`, shape)),
  ).flat();
  return [tensorOf('model.embed_tokens.weight', [512, 64]), ...inLayers, tensorOf('model.norm.weight', [64])];
}

const tensorOf = (name: string, shape: readonly number[]): PlannedTensor => ({
  name,
  shape,
  from: ['F32'],
  to: 'F32',
  steps: 'TIES',
  readBytes: 12 * shape.reduce((n, d) => n * d, 1),
  tiled: false,
});

const elementsOf = (tensors: readonly PlannedTensor[]): number => tensors.reduce((n, { shape }) => n + shape.reduce((a, b) => a * b, 1), 0);

const checkpointOf = (label: string, tensors: readonly PlannedTensor[], layers: number): CheckpointSummary => ({
  label,
  architecture: 'LlamaForCausalLM',
  layers,
  parameters: elementsOf(tensors),
  bytes: elementsOf(tensors) * 4,
  tensors: tensors.length,
  dtypes: ['F32'],
  licence: 'apache-2.0',
});

function planOf(tensors: readonly PlannedTensor[], problems: readonly Problem[], backend: BackendReport): PlanSummary {
  const elements = elementsOf(tensors);
  return {
    tensors,
    files: [{ path: 'model.safetensors', bytes: elements * 4 + 4000, tensors: tensors.length }],
    companions: ['config.json', 'tokenizer.json', 'README.md', 'mergekit_config.yml'],
    problems,
    recipeProblems: [],
    cost: {
      tensors: tensors.length,
      elements,
      readBytes: elements * 12,
      readBySource: [elements * 4, elements * 4, elements * 4],
      requests: 3,
      writeBytes: elements * 4 + 4000,
      scratchBytes: 0,
      memoryBytes: 6_400_000,
    },
    backend,
    family: backend.kind,
    reads: { far: 0, near: elements * 12 },
  };
}

async function runAtOnce(signal: AbortSignal, plan: PlanSummary, onEvent: (event: JobEvent) => void): Promise<JobResult> {
  onEvent({ type: 'planned', plan });
  signal.throwIfAborted();
  return resultOf(plan);
}

function resultOf(plan: PlanSummary): JobResult {
  const files = [...plan.files, ...plan.companions.map((path) => ({ path, bytes: 1200 }))];
  return {
    files: files.map(({ path, bytes }) => ({ path, bytes, file: new File(['x'.repeat(64)], path) })),
    tensors: plan.tensors.map(({ name, shape }, i) => ({
      name,
      elements: shape.reduce((n, d) => n * d, 1),
      moved: [
        { input: './demo/base', base: true, relative: 0.043 / (1 + (i % 7)) },
        { input: './demo/code', base: false, relative: 0.052 / (1 + (i % 5)) },
        { input: './demo/safety', base: false, relative: 0.06 / (1 + (i % 4)) },
      ],
      ...(i === 3 && { notFinite: [{ input: './demo/code', nan: 2, infinite: 0 }] }),
    })),
    seconds: 0.21,
    readBytes: plan.cost.readBytes,
    writeBytes: plan.cost.writeBytes,
    requests: plan.cost.requests,
    backend: plan.backend,
    checked: true,
  };
}
