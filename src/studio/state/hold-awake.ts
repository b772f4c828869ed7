/** Keeps the tab from closing unasked while there is a run, and the machine awake while the run goes on. */
import { jobStore, runningRun } from './job-store.ts';

/** The browser asks, in words of its own, before the tab is closed or loaded anew. Returns the end of it. */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}

/** A paused run needs no screen, and a hidden tab loses its lock for good. */
const isWanted = (): boolean => document.visibilityState === 'visible' && runningRun(jobStore.getState())?.status !== 'paused';

/** Returns the end of it. Where the browser refuses the lock (power saving) the merge just runs without. */
export function holdAwake(): () => void {
  const stay = askBeforeLeaving();
  const lock = holdLock();
  document.addEventListener('visibilitychange', lock.follow);
  const unsubscribe = jobStore.subscribe(({ runs }, { runs: before }) => {
    if (runs[0]?.status !== before[0]?.status) lock.follow();
  });
  lock.follow();
  return () => {
    stay();
    document.removeEventListener('visibilitychange', lock.follow);
    unsubscribe();
    lock.end();
  };
}

/** The screen's lock: taken whenever it is wanted, released otherwise, never two at once. */
function holdLock() {
  let over = false;
  let asking = false;
  let lock: WakeLockSentinel | undefined;
  const follow = () => {
    if (over || !isWanted()) {
      void lock?.release();
      lock = undefined;
    } else if (!asking && (lock?.released ?? true)) void acquire();
  };
  const acquire = async () => {
    if (!navigator.wakeLock) return;
    asking = true;
    lock = await navigator.wakeLock.request('screen').catch(() => undefined);
    asking = false;
    // Meanwhile the run may have ended, or been paused.
    if (lock) follow();
  };
  const end = () => {
    over = true;
    follow();
  };
  return { follow, end };
}
