/** What commands ask of the canvas, which is there only while its tab shows. */
import type { Point } from './layout.ts';

export interface GraphControls {
  fit(): void;
  /** The middle of a node's right side, on the page. */
  edgeOf(id: string): Point | undefined;
  png(): Promise<Blob>;
  svg(): Blob;
}

let controls: GraphControls | undefined;

export const graphControls = (): GraphControls | undefined => controls;

/** Returns the end of it. */
export function offerControls(offered: GraphControls): () => void {
  controls = offered;
  return () => {
    if (controls === offered) controls = undefined;
  };
}
