/** The graph as it is on the page, whole and at twice its size. */
import { toBlob } from 'html-to-image';
import { AlloyError } from '../../base/errors.ts';

const MARGIN = 24;

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export async function pngOf(canvas: HTMLElement | null, bounds: Bounds): Promise<Blob> {
  const viewport = canvas?.querySelector<HTMLElement>('.react-flow__viewport');
  const width = bounds.width + 2 * MARGIN;
  const height = bounds.height + 2 * MARGIN;
  const blob =
    viewport &&
    (await toBlob(viewport, {
      width,
      height,
      pixelRatio: 2,
      backgroundColor: getComputedStyle(document.documentElement).getPropertyValue('--canvas'),
      style: { width: `${width}px`, height: `${height}px`, transform: `translate(${MARGIN - bounds.x}px, ${MARGIN - bounds.y}px)` },
    }));
  if (!blob) throw new AlloyError({ code: 'unsupported', what: 'The browser made no image of the graph.', hint: 'Export it as SVG.' });
  return blob;
}
