/** A tensor that opens by itself beside the grid. */
import { useEffect } from 'react';
import type { TensorObservation } from '../../engine/client.ts';
import { useWindowClass } from '../shell/use-window.ts';
import { openTensor, useMap } from './map-store.ts';
import type { Shown } from './shown.ts';
import { mostTelling } from './telling.ts';

/**
 * Opens the most telling one where there is room beside the grid, until a person closes one. Waits for all tensors'
 * numbers, and leaves alone what memory does not hold: opening such a tensor reads all of it. The focus stays.
 */
export function useOpening(shown: Shown, open: TensorObservation | undefined): void {
  const closed = useMap((state) => state.closed);
  const window = useWindowClass();
  const roomy = window === 'medium' || window === 'wide';
  useEffect(() => {
    const { tensors, sampled } = shown.observation;
    if (open || closed || !roomy || sampled || tensors.some(({ coverage }) => coverage.entries === 0)) return;
    const name = mostTelling(shown);
    if (name !== undefined) openTensor(name);
  }, [shown, open, closed, roomy]);
}
