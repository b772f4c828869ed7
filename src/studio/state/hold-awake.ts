/** Keeps the machine awake and the tab from closing unasked while a merge runs. */

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** Returns the end of it. Where the browser refuses the lock (power saving, hidden tab) the merge just runs without. */
export function holdAwake(): () => void {
  addEventListener('beforeunload', ask);
  let over = false;
  let lock: WakeLockSentinel | undefined;
  const acquire = async () => {
    if (over || document.visibilityState !== 'visible' || !navigator.wakeLock) return;
    const got = await navigator.wakeLock.request('screen').catch(() => undefined);
    if (over) void got?.release();
    else lock = got;
  };
  // A hidden tab loses its lock for good: ask anew when it shows again.
  document.addEventListener('visibilitychange', acquire);
  void acquire();
  return () => {
    over = true;
    removeEventListener('beforeunload', ask);
    document.removeEventListener('visibilitychange', acquire);
    void lock?.release();
  };
}
