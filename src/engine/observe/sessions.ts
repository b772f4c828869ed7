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

export function createSessions(host: EngineHost): Sessions {
  const inTurn = createQueue();
  let open: Open | undefined;
  const close = async (lost: boolean): Promise<void> => {
    const last = open;
    open = undefined;
    if (!last) return;
    last.ending.abort();
    await Promise.allSettled(last.users);
    last.session.holder.close(lost);
  };
  const enter = <T>(choice: BackendChoice, signal: AbortSignal, work: (session: Session, signal: AbortSignal) => Promise<T>) =>
    inTurn(async () => {
      if (open && open.session.choice !== choice) await close(false);
      open ??= { session: await openSession(host, choice), ending: new AbortController(), users: new Set() };
      const { session, ending, users } = open;
      const working = work(session, AbortSignal.any([signal, ending.signal]));
      users.add(working);
      const left = () => users.delete(working);
      working.then(left, left);
      return { working, here: open };
    });
  return {
    async use(choice, signal, work) {
      const { working, here } = await enter(choice, signal, work);
      try {
        return await working;
      } catch (thrown) {
        if (asAlloyError(thrown).code !== 'device' || signal.aborted) throw thrown;
        await inTurn(async () => (open === here ? close(true) : undefined));
        return await (await enter(choice, signal, work)).working;
      }
    },
    release: () => inTurn(() => close(false)),
  };
}
