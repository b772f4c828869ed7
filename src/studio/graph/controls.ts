/** What commands ask of the canvas, which is loaded late and is there only while its tab shows. */
import { createOffer } from '../commands/offer.ts';

export interface GraphControls {
  fit(): void;
  /** A node that was put by hand and is selected goes back by itself; else all do. */
  tidy(): void;
  /** Asks for the method of a new merge: in the selected connection, or behind the selected node. */
  addMerge(): void;
  duplicate(): void;
  /** Deletes what is selected: a connection, a merge, a checkpoint. */
  remove(): void;
  save(kind: 'png' | 'svg'): void;
}

const offer = createOffer<GraphControls>();

export const graphControls = offer.now;
/** Returns the end of it. */
export const offerControls = offer.make;
