/**
 * Asks for what changes while a hand moves: at most one question is under way, the newest wins, and however many come
 * within a frame, one is asked.
 */

interface LatestWork<Request, Answer> {
  readonly ask: (signal: AbortSignal, request: Request) => Promise<Answer>;
  /** `newest`: nothing else was wanted meanwhile. */
  readonly answered: (answer: Answer, request: Request, newest: boolean) => void;
  /** Only for the newest question: the fault of one that is past is no matter. */
  readonly failed: (thrown: unknown, request: Request) => void;
  /** Calls back before the next frame is painted; `requestAnimationFrame` on a page. */
  readonly onFrame: (callback: () => void) => void;
}

export interface Latest<Request> {
  want(request: Request): void;
  /** Ends what is under way; nothing is answered until something is wanted again. */
  drop(): void;
}

export function createLatest<Request, Answer>({ ask, answered, failed, onFrame }: LatestWork<Request, Answer>): Latest<Request> {
  let wanted: { readonly request: Request } | undefined;
  let framed = false;
  let flight: AbortController | undefined;

  const schedule = () => {
    if (framed || flight || !wanted) return;
    framed = true;
    onFrame(() => {
      framed = false;
      void next();
    });
  };

  const next = async () => {
    const now = wanted;
    if (!now || flight) return;
    wanted = undefined;
    const own = new AbortController();
    flight = own;
    try {
      const answer = await ask(own.signal, now.request);
      if (!own.signal.aborted) answered(answer, now.request, wanted === undefined);
    } catch (thrown) {
      if (!own.signal.aborted && !wanted) failed(thrown, now.request);
    } finally {
      if (flight === own) flight = undefined;
      schedule();
    }
  };

  return {
    want(request) {
      wanted = { request };
      schedule();
    },
    drop() {
      wanted = undefined;
      flight?.abort();
      flight = undefined;
    },
  };
}

/** A hidden page paints no frames, but its numbers should still be right when it is shown again. */
export const onNextFrame = (callback: () => void): void => {
  if (document.hidden) setTimeout(callback, 100);
  else requestAnimationFrame(callback);
};
