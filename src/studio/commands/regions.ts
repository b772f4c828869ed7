/** F6: from one region of the frame to the next, as desktop programs do. */

/** A region is marked `data-region` and can take focus itself (`tabIndex={-1}`). */
export function nextRegion(direction: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = at < 0 ? (direction === 1 ? 0 : regions.length - 1) : (at + direction + regions.length) % regions.length;
  regions[next]?.focus();
}
