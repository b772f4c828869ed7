/** Marking layers by a drag over any chart. */
import { setView, viewStore } from '../state/view-store.ts';

let from: number | undefined;

export function startBand(layer: number | undefined): void {
  from = layer;
  if (layer !== undefined) setView({ band: [layer, layer] });
}

export function dragBand(layer: number | undefined): void {
  if (from === undefined || layer === undefined) return;
  const next = [Math.min(from, layer), Math.max(from, layer)] as const;
  if (String(viewStore.getState().band) !== String(next)) setView({ band: next });
}

export function endBand(): void {
  from = undefined;
}

export const clearBand = (): void => setView({ band: undefined });
