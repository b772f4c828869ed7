/**
 * The WebGPU backend: kernels in WGSL on the machine's graphics device. Needs no more than what every WebGPU device
 * grants; takes larger buffers where the adapter has them.
 */
import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { Backend, Bindings, DeviceBuffer, MeasureKernel, MeasureKernels, Operand, RunKernel, RunKernels } from '../backend.ts';
import { checkMeasure, checkRun } from '../check.ts';
import { createSpares } from '../spares.ts';
import { requestAdapter } from './adapter.ts';
import { type Companion, createCompanion, LEFT_MEASUREMENTS, LEFT_RUNS } from './companion.ts';
import { createGate } from './gate.ts';
import { createGuard, type Guard } from './guard.ts';
import { MEASURE_PLANS } from './kernels/measure.ts';
import type { Round } from './kernels/plan.ts';
import { RUN_PLANS } from './kernels/run.ts';
import { createLauncher, type Launcher } from './launch.ts';
import { createMemory, type Memory } from './memory.ts';
import { compileKernels } from './pipelines.ts';
import { createScratch, type Scratch } from './scratch.ts';

export { findAdapter } from './adapter.ts';

export interface WebGpuOptions {
  /** Works on this device, which stays the caller's; else on a new one. */
  readonly device?: GPUDevice;
  /** Asks for nothing beyond the guaranteed limits: for tests. */
  readonly minimumLimits?: boolean;
  /** Opens the backend that takes what the device cannot do (see companion.ts): WebAssembly, unless given. */
  readonly companion?: () => Promise<Backend>;
}

const openWasm = async (): Promise<Backend> => (await import('../wasm/backend.ts')).createWasmBackend();

/** Compiles every kernel first. Throws AlloyError `device` where there is no adapter or it gives no device. */
export async function createWebGpuBackend(options: WebGpuOptions = {}): Promise<Backend> {
  const { device, label } = options.device ? { device: options.device, label: 'WebGPU' } : await openDevice(options.minimumLimits ?? false);
  const guard = createGuard(device);
  const launcher = createLauncher(device, guard, await compileKernels(device));
  const bufferBytes = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  const memory = createMemory(device, guard, launcher, bufferBytes);
  const results = createScratch(device, 'results', GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
  const companion = createCompanion(memory, options.companion ?? openWasm);
  const work: Work = { device, guard, launcher, memory, results, companion };
  const gate = createGate();
  const spares = createSpares();
  const queue = (call: () => void) =>
    gate.pass(() => {
      try {
        call();
      } catch (thrown) {
        guard.fail(thrown);
      }
    });
  return {
    kind: 'webgpu',
    label,
    limits: { bufferBytes },
    lost: guard.lost,
    alloc: memory.alloc,
    host: () => undefined,
    staging: spares.take,
    upload(buffer, offset, bytes, transfer) {
      // Where the gate is shut the bytes are looked at later: theirs, if they are given away, or a copy.
      const kept = transfer || gate.isOpen() ? bytes : bytes.slice();
      queue(() => {
        memory.upload(buffer, offset, kept);
        if (transfer) spares.give(bytes.buffer);
      });
    },
    copy: (from, fromOffset, to, toOffset, bytes) => queue(() => memory.copy(from, fromOffset, to, toOffset, bytes)),
    free(buffer) {
      queue(() => memory.free(buffer));
      spares.drop();
    },
    run(kernel, bindings, uniforms) {
      if (LEFT_RUNS[kernel](uniforms)) gate.hold(() => runBeside(work, kernel, bindings, uniforms), guard.fail);
      else queue(() => run(work, kernel, bindings, uniforms));
    },
    measure: (kernel, bindings, uniforms) => gate.ask(() => measure(work, kernel, bindings, uniforms)),
    download: (buffer, offset, into) => gate.ask(() => memory.download(buffer, offset, into)),
    close() {
      launcher.close();
      memory.close();
      results.close();
      companion.close();
      if (!options.device) device.destroy();
    },
  };
}

/** What the kernels work with. */
interface Work {
  readonly device: GPUDevice;
  readonly guard: Guard;
  readonly launcher: Launcher;
  readonly memory: Memory;
  /** Receives measurements. */
  readonly results: Scratch;
  readonly companion: Companion;
}

async function openDevice(minimumLimits: boolean): Promise<{ readonly device: GPUDevice; readonly label: string }> {
  const found = await requestAdapter();
  if (!found.adapter) throw new AlloyError({ code: 'device', what: found.whyNot, hint: 'Work on the processor.' });
  const { adapter, facts } = found;
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    const device = await adapter.requestDevice(minimumLimits ? {} : { requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
    return { device, label: facts.label };
  } catch (thrown) {
    const fault = {
      code: 'device',
      what: 'The graphics adapter gave no device.',
      where: facts.label,
      hint: 'Work on the processor.',
    } as const;
    throw new AlloyError(fault, thrown);
  }
}

function run<K extends RunKernel>({ launcher, memory }: Work, kernel: K, bindings: Bindings, uniforms: RunKernels[K]): void {
  const out = checkedOut(kernel, bindings, uniforms);
  const { launches, tables } = RUN_PLANS[kernel](uniforms);
  launcher.launch(launches, memory.of(bindings.arena), memory.of(out), { tables, format: formatOf(uniforms.operands) });
}

async function runBeside<K extends RunKernel>({ companion }: Work, kernel: K, bindings: Bindings, uniforms: RunKernels[K]): Promise<void> {
  const out = checkedOut(kernel, bindings, uniforms);
  await companion.run(kernel, bindings.arena, out, uniforms);
}

function checkedOut<K extends RunKernel>(kernel: K, bindings: Bindings, uniforms: RunKernels[K]): DeviceBuffer {
  checkRun(kernel, bindings, uniforms);
  checkDTypes([...uniforms.operands, uniforms.out]);
  return defined(bindings.out, 'the output buffer');
}

async function measure<K extends MeasureKernel>(
  work: Work,
  kernel: K,
  bindings: Bindings,
  uniforms: MeasureKernels[K]['uniforms'],
): Promise<Float64Array> {
  checkMeasure(kernel, bindings, uniforms);
  checkDTypes(uniforms.operands);
  if (LEFT_MEASUREMENTS[kernel](uniforms)) return work.companion.measure(kernel, bindings.arena, uniforms);
  const arena = work.memory.of(bindings.arena);
  const { rounds, result } = MEASURE_PLANS[kernel](uniforms);
  const format = formatOf(uniforms.operands);
  // All rounds are queued before the first await, so that what the caller queues next comes after them.
  const read = await Promise.all(rounds.map((round) => queueRound(work, arena, round, format)));
  for (const [i, bytes] of read.entries()) rounds[i]?.collect(new Uint32Array(bytes.buffer));
  return result;
}

function queueRound(
  { device, guard, launcher, memory, results }: Work,
  arena: GPUBuffer,
  round: Round,
  format: number | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = round.words * Uint32Array.BYTES_PER_ELEMENT;
  const out = guard.watch('measure', () => {
    const buffer = results.take(bytes);
    if (round.cleared) clear(device, buffer, bytes);
    return buffer;
  });
  launcher.launch(round.launches, arena, out, { tables: round.tables, format });
  return memory.read(out, bytes);
}

function clear(device: GPUDevice, buffer: GPUBuffer, bytes: number): void {
  const encoder = device.createCommandEncoder({ label: 'clear' });
  encoder.clearBuffer(buffer, 0, bytes);
  device.queue.submit([encoder.finish()]);
}

/** What the operands are stored as, where they all are the same. */
function formatOf([first, ...others]: readonly Operand[]): number | undefined {
  return first && others.every(({ dtype }) => dtype === first.dtype) ? DTYPES[first.dtype].code : undefined;
}

/** WGSL has no double precision: the twin computes those. */
function checkDTypes(operands: readonly Operand[]): void {
  if (operands.every(({ dtype }) => dtype !== 'F64')) return;
  throw new AlloyError({ code: 'unsupported', what: 'The graphics device does not compute with float64 tensors.' });
}
