/** Which backend runs, decided by fact and said in a sentence. */
import type { BackendKind } from './backend.ts';

/** What is known of the graphics adapter before it is used. */
export interface AdapterFacts {
  readonly label: string;
  /** A software driver: ten times slower than WebAssembly on the same processor. */
  readonly software: boolean;
}

export interface Choice {
  readonly kind: BackendKind;
  readonly reason: string;
}

export function chooseBackend(wish: 'auto' | BackendKind, adapter: AdapterFacts | undefined): Choice {
  if (wish === 'webgpu' && !adapter) return { kind: 'wasm', reason: 'WebGPU was asked for, but this machine offers no adapter.' };
  if (wish !== 'auto') return { kind: wish, reason: 'It was asked for.' };
  if (!adapter) return { kind: 'wasm', reason: 'WebGPU is not available here.' };
  if (adapter.software)
    return { kind: 'wasm', reason: `The only graphics adapter (${adapter.label}) is software, which is slower than WebAssembly.` };
  return { kind: 'webgpu', reason: `A graphics adapter is available: ${adapter.label}.` };
}

/** Workers for the processor: one core stays with reading and writing. */
export const laneCount = (cores: number): number => Math.min(4, Math.max(1, cores - 1));
