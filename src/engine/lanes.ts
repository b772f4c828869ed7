/** Keeps backends open between jobs, and opens new ones after a loss. */
import { createQueue } from '../base/concurrency.ts';
import type { Backend, BackendKind } from '../compute/backend.ts';
import { type AdapterFacts, type Choice, chooseBackend } from '../compute/choose.ts';
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

/** A graphics device that is lost more often is not asked again. */
const MOST_LOSSES = 2;
const GIVEN_UP = { kind: 'wasm', reason: 'The graphics card stopped answering more than once, so the processor computes.' } as const;

export function createLaneKeeper(makers: LaneMakers): LaneKeeper {
  const open = new Map<BackendKind, readonly Backend[]>();
  /** By what was asked for: backends that are open, and why these. */
  const answers = new Map<BackendChoice, Lanes>();
  const inTurn = createQueue();
  let losses = 0;
  const choose = async (choice: BackendChoice): Promise<Choice> => {
    const chosen = chooseBackend(choice, choice === 'auto' || choice === 'webgpu' ? await makers.adapter() : undefined);
    return chosen.kind === 'webgpu' && losses >= MOST_LOSSES ? GIVEN_UP : chosen;
  };
  const forget = (kind: BackendKind, backends: readonly Backend[]): void => {
    if (open.get(kind) !== backends) return;
    open.delete(kind);
    for (const [choice, { report }] of answers) if (report.kind === kind) answers.delete(choice);
    if (kind === 'webgpu') losses++;
    for (const backend of backends) backend.close();
  };
  const make = async (kind: BackendKind): Promise<readonly Backend[]> => {
    const backends =
      kind === 'webgpu' ? [await makers.webgpu()] : kind === 'wasm' ? await makers.wasm() : [createReferenceBackend('float32')];
    open.set(kind, backends);
    for (const { lost } of backends) void lost.then(() => forget(kind, backends));
    return backends;
  };
  const answer = async (choice: BackendChoice): Promise<Lanes> => {
    const { kind, reason } = await choose(choice);
    const backends = open.get(kind) ?? (await make(kind));
    const lanes: Lanes = { report: { kind, label: backends[0]?.label ?? kind, reason, lanes: backends.length }, backends };
    answers.set(choice, lanes);
    return lanes;
  };
  return {
    lanes: (choice) => inTurn(async () => answers.get(choice) ?? (await answer(choice))),
    close() {
      for (const backends of open.values()) for (const backend of backends) backend.close();
      open.clear();
      answers.clear();
    },
  };
}
