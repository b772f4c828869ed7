/** Compiles the kernels for a device, once each, and reports what the compiler says with the kernel's name. */
import { AlloyError } from '../../base/errors.ts';
import { KERNEL_NAMES, KERNELS, type KernelName } from './wgsl.ts';

/** What every kernel binds; the numbers are the shaders' @binding. */
export const BINDINGS = { arena: 0, params: 1, tables: 2, out: 3 } as const;

export interface Pipelines {
  readonly layout: GPUBindGroupLayout;
  /** `format`: what all operands are stored as, a code of `DTYPES`, where it is known. Made when first asked for. */
  readonly pipeline: (kernel: KernelName, format?: number) => GPUComputePipeline;
}

const compiled = new WeakMap<GPUDevice, Promise<Pipelines>>();

/** All kernels' pipelines; a second call with the same device gives the same. Throws AlloyError `bug` with all diagnostics. */
export function compileKernels(device: GPUDevice): Promise<Pipelines> {
  const known = compiled.get(device) ?? compileAll(device);
  compiled.set(device, known);
  return known;
}

async function compileAll(device: GPUDevice): Promise<Pipelines> {
  const layout = device.createBindGroupLayout({
    label: 'kernel',
    entries: Object.entries(BINDINGS).map(([name, binding]) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: name === 'out' ? 'storage' : 'read-only-storage' },
    })),
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const modules = new Map<string, GPUShaderModule>();
  const moduleOf = (source: string, label: string) => {
    const module = modules.get(source) ?? createModule(device, source, label);
    modules.set(source, module);
    return module;
  };
  const pairs = KERNEL_NAMES.map(async (name) => {
    const { source, entryPoint } = KERNELS[name];
    return [name, await compile(device, name, moduleOf(source, name), entryPoint, pipelineLayout)] as const;
  });
  const pipelines = Object.fromEntries(await Promise.all(pairs)) as Record<KernelName, GPUComputePipeline>;
  const special = new Map<string, GPUComputePipeline>();
  const specialise = (name: KernelName, format: number): GPUComputePipeline => {
    const { source, entryPoint } = KERNELS[name];
    const compute = { module: moduleOf(source, name), entryPoint, constants: { COMMON_FORMAT: format } };
    return device.createComputePipeline({ label: `${name} of format ${format}`, layout: pipelineLayout, compute });
  };
  return {
    layout,
    pipeline(kernel, format) {
      if (format === undefined) return pipelines[kernel];
      const key = `${kernel} ${format}`;
      const pipeline = special.get(key) ?? specialise(kernel, format);
      special.set(key, pipeline);
      return pipeline;
    },
  };
}

function createModule(device: GPUDevice, code: string, label: string): GPUShaderModule {
  // What is wrong with it is told by its compilation info, once a pipeline is refused.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code, label });
  void device.popErrorScope();
  return module;
}

async function compile(
  device: GPUDevice,
  name: string,
  module: GPUShaderModule,
  entryPoint: string,
  layout: GPUPipelineLayout,
): Promise<GPUComputePipeline> {
  try {
    return await device.createComputePipelineAsync({ label: name, layout, compute: { module, entryPoint } });
  } catch (thrown) {
    throw new AlloyError({ code: 'bug', what: `The kernel ${name} does not compile: ${await diagnosticsOf(module)}`, where: name }, thrown);
  }
}

/** Every message of the shader compiler, one a line, with its place in the joined source. */
export async function diagnosticsOf(module: GPUShaderModule): Promise<string> {
  const { messages } = await module.getCompilationInfo();
  return messages.map(({ type, lineNum, linePos, message }) => `${lineNum}:${linePos} ${type}: ${message}`).join('\n');
}
