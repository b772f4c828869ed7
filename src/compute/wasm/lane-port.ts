/** A lane's end of a wire: what a browser's workers and ports, and Node's, have in common. */

export interface LanePort {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Calls, with the reason, when the other end is gone. */
  onLost(listener: (reason: string) => void): void;
  /** Ends the other side, or lets go of it. */
  close(): void;
}

interface WebTarget {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  /** Ports deliver nothing before. */
  start?(): void;
  terminate?(): void;
  close?(): void;
}

/** Over a Worker, a MessagePort, or the inside of a worker (`self`). */
export function webPort(target: WebTarget): LanePort {
  return {
    postMessage: (message, transfer = []) => target.postMessage(message, transfer),
    onMessage(listener) {
      target.addEventListener('message', (event) => listener('data' in event ? event.data : undefined));
      target.start?.();
    },
    onLost(listener) {
      target.addEventListener('error', (event) => listener('message' in event ? String(event.message) : 'The worker failed.'));
      target.addEventListener('messageerror', () => listener('A message to the worker could not be read.'));
    },
    close: () => (target.terminate ?? target.close)?.call(target),
  };
}

interface NodeTarget {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  on(event: string, listener: (value: unknown) => void): unknown;
  terminate?(): unknown;
  close?(): void;
}

/** Over a Worker or parentPort of node:worker_threads. */
export function nodePort(target: NodeTarget): LanePort {
  return {
    postMessage: (message, transfer) => target.postMessage(message, transfer),
    onMessage: (listener) => void target.on('message', listener),
    onLost(listener) {
      target.on('error', (error) => listener(error instanceof Error ? error.message : String(error)));
      target.on('exit', (code) => listener(`The worker ended (${String(code)}).`));
    },
    close: () => void (target.terminate ?? target.close)?.call(target),
  };
}
