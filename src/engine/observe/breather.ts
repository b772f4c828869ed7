/** Long work in a worker lets messages in: a newer request must be able to end an older one. */

/** Longest stretch of work without a pause, milliseconds. */
const STRETCH = 12;

export function createBreather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < STRETCH) return;
    await nextTask();
    since = performance.now();
  };
}

/** Timers wait at least four milliseconds once they follow one another; messages do not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
