/** The built studio works without a network: a service worker keeps its own files, and nothing else. */

/** In a built page only: while developing, files must come from the server. */
export function installOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Refused where the page is not on https, or storage is denied: the page works all the same, online.
  navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).catch(() => undefined);
}
