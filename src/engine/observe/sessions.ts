/** One session at a time: opened for the backend that is asked for, closed when nobody works in it any more. */
import { createQueue } from '../../base/concurrency.ts';
import { asAlloyError } from '../../base/errors.ts';
import type { EngineHost } from '../host.ts';
import type { BackendChoice } from '../protocol.ts';
import { openSession, type Session } from './session.ts';

export interface Sessions {
  /** Works in a session with these backends; on a new one if they are lost on the way. The signal also aborts when the session has to end. */
  use<T>(choice: BackendChoice, signal: AbortSignal, work: (session: Session, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends all work and frees what is held. */
  release(): Promise<void>;
}

interface Open {
  readonly session: Session;
  readonly ending: AbortController;
  readonly users: Set<Promise<unknown>>;
}

/** The host gives another kind of backend after so many. */
const MOST_LOSSES = 2;

export function createSessions(host: EngineHost): Sessions {
  const inTurn = createQueue();
  let open: Open | undefined;
  let afterLoss = false;
  const close = async (lost: boolean): Promise<void> => {
    const last = open;
    open = undefined;
    afterLoss = lost;
    if (!last) return;
    last.ending.abort();
    await Promise.allSettled(last.users);
    last.session.holder.close(lost);
  };
  const enter = <T>(choice: BackendChoice, signal: AbortSignal, work: (session: Session, signal: AbortSignal) => Promise<T>) =>
    inTurn(async () => {
      if (open && open.session.choice !== choice) await close(false);
      open ??= { session: await openSession(host, choice, afterLoss), ending: new AbortController(), users: new Set() };
      const { session, ending, users } = open;
      const working = work(session, AbortSignal.any([signal, ending.signal]));
      users.add(working);
      const left = () => users.delete(working);
      working.then(left, left);
      return { working, here: open };
    });
  return {
    async use(choice, signal, work) {
      for (let losses = 1; ; losses++) {
        const { working, here } = await enter(choice, signal, work);
        try {
          return await working;
        } catch (thrown) {
          if (asAlloyError(thrown).code !== 'device' || signal.aborted || losses > MOST_LOSSES) throw thrown;
          await inTurn(async () => (open === here ? close(true) : undefined));
        }
      }
    },
    release: () => inTurn(() => close(false)),
  };
}
