/** A tensor that is not held, seen tile by tile as it passes through a slot: exact, for any size. */
import { defined } from '../../base/assert.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { elementsOf } from '../../formats/checkpoint.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { EngineHost } from '../host.ts';
import { isWide } from '../plan/arena.ts';
import { slotBuffers } from '../plan/units.ts';
import type { TensorPlan } from '../plan-types.ts';
import { readCoefficients } from '../run/coefficients.ts';
import { quietMeter } from '../run/progress.ts';
import { createSlot } from '../run/slot.ts';
import { scratchRegions, tiledTiles } from '../run/tiles.ts';
import { type BegunJob, torchFor } from './job.ts';
import { type Glimpse, walk } from './walk.ts';

/** Gives the rule's notes. */
export async function streamTensor(
  host: EngineHost,
  job: BegunJob,
  tensor: TensorPlan,
  signal: AbortSignal,
  look: (seen: Glimpse) => Promise<void>,
): Promise<readonly string[]> {
  const { plan, sources, lanes, limits, wholeModel } = job;
  const exact = isWide(tensor) ? createReferenceBackend('float64') : undefined;
  const backend = exact ?? defined(lanes.backends[0], 'a backend');
  const { arenaBytes, outBytes } = slotBuffers([tensor], [{ first: 0, count: 1, bytes: Infinity, tiled: true }], limits, true);
  // First, for it may find no room.
  const scratch = await host.scratch(scratchBytes(tensor));
  const slot = createSlot(backend, arenaBytes, outBytes);
  try {
    const context = { slot, sources, scratch: scratchRegions(scratch), meter: quietMeter, signal, write: async () => undefined };
    return await walk(
      {
        slot,
        tensor,
        tilesOf: (step) => tiledTiles(context, tensor, step),
        random: plan.random,
        torch: torchFor(job, tensor),
        coefficientsOf: (step) => readCoefficients(step, sources, signal),
        wholeModel,
        signal,
      },
      look,
    );
  } finally {
    slot.free();
    exact?.close();
    await scratch.close();
  }
}

/** Room for all inputs and for what steps hand on. */
function scratchBytes(tensor: TensorPlan): number {
  const inputs = tensor.steps.flatMap((s) => s.inputs).reduce((n, i) => n + (i.kind === 'step' ? 0 : i.bytes + 16), 0);
  return tensor.steps.reduce((n, s) => n + elementsOf(s.shape) * DTYPES[s.dtype].bytes + 16, inputs);
}
