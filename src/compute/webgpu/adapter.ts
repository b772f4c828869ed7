/** Finds a graphics adapter and says in plain data what was found: facts to choose a backend by. */
import { asAlloyError } from '../../base/errors.ts';
import type { AdapterFacts } from '../choose.ts';

export type AdapterFound =
  | { readonly adapter: GPUAdapter; readonly facts: AdapterFacts }
  | { readonly adapter?: undefined; readonly facts?: undefined; readonly whyNot: string };

/** A fresh adapter: a used one gives no second device. Never throws. */
export async function requestAdapter(): Promise<AdapterFound> {
  const gpu: GPU | undefined = globalThis.navigator?.gpu;
  if (!gpu) return { whyNot: 'This browser has no WebGPU.' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { whyNot: 'WebGPU found no graphics adapter.' };
    return { adapter, facts: { label: labelOf(adapter.info), software: isSoftware(adapter.info) } };
  } catch (thrown) {
    return { whyNot: `Asking for a graphics adapter failed: ${asAlloyError(thrown).what}` };
  }
}

/** The adapter's facts; undefined where there is none. Never throws. */
export const findAdapter = async (): Promise<AdapterFacts | undefined> => (await requestAdapter()).facts;

function labelOf(info: GPUAdapterInfo): string {
  return info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'WebGPU adapter';
}

/** Some browsers leave the flag out; the software driver still names itself. */
function isSoftware(info: GPUAdapterInfo): boolean {
  return (
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${info.architecture} ${info.description} ${info.device}`)
  );
}
