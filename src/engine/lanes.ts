/** Keeps backends open between jobs, and opens new ones after a loss. */
import { createQueue } from '../base/concurrency.ts';
import type { Backend } from '../compute/backend.ts';
import { type AdapterFacts, chooseBackend } from '../compute/choose.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import type { Lanes } from './host.ts';
import type { BackendChoice } from './protocol.ts';

export interface LaneMakers {
  adapter(): Promise<AdapterFacts | undefined>;
  webgpu(): Promise<Backend>;
  wasm(): Promise<Backend[]>;
}

export interface LaneKeeper {
  lanes(choice: BackendChoice): Promise<Lanes>;
  close(): void;
}

export function createLaneKeeper(makers: LaneMakers): LaneKeeper {
  const open = new Map<BackendChoice, Lanes>();
  const inTurn = createQueue();
  const make = async (choice: BackendChoice): Promise<Lanes> => {
    const { kind, reason } = chooseBackend(choice, choice === 'auto' || choice === 'webgpu' ? await makers.adapter() : undefined);
    const backends =
      kind === 'webgpu' ? [await makers.webgpu()] : kind === 'wasm' ? await makers.wasm() : [createReferenceBackend('float32')];
    const label = backends[0]?.label ?? kind;
    const lanes: Lanes = { report: { kind, label, reason, lanes: backends.length }, backends };
    open.set(choice, lanes);
    for (const { lost } of backends) {
      void lost.then(() => {
        if (open.get(choice) !== lanes) return;
        open.delete(choice);
        for (const backend of backends) backend.close();
      });
    }
    return lanes;
  };
  return {
    lanes: (choice) => inTurn(async () => open.get(choice) ?? (await make(choice))),
    close() {
      for (const { backends } of open.values()) for (const backend of backends) backend.close();
      open.clear();
    },
  };
}
