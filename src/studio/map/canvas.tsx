/**
 * The one canvas of maps, strips and progress: sharp on any screen, painted anew when its size, the colour scheme or the
 * fonts change. What is painted is a function; what it means is told beside it, since a canvas says nothing.
 */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Scheme } from './scale.ts';

export interface Inks {
  readonly scheme: Scheme;
  /** The system's own colours are forced on the page. */
  readonly forced: boolean;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly line: string;
  readonly line2: string;
  readonly surface: string;
  readonly sunken: string;
  readonly accent: string;
}

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly inks: Inks;
  /** False until the fonts are there: text drawn before is set in another face for good. */
  readonly text: boolean;
}

export type Paint = (surface: Surface) => void;

export const FONT = '"Inter Variable", system-ui, sans-serif';

const forcedColours = matchMedia('(forced-colors: active)');

function subscribeToScheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
  forcedColours.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    forcedColours.removeEventListener('change', changed);
  };
}

const schemeNow = (): Scheme => (document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark' ? 'dark' : 'light');

export const useScheme = (): Scheme => useSyncExternalStore(subscribeToScheme, schemeNow);
export const useForcedColours = (): boolean => useSyncExternalStore(subscribeToScheme, () => forcedColours.matches);

function inksOf(scheme: Scheme, forced: boolean): Inks {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string, system: string) => (forced ? system : style.getPropertyValue(`--${name}`).trim());
  return {
    scheme,
    forced,
    ink: token('ink', 'CanvasText'),
    ink2: token('ink-2', 'CanvasText'),
    ink3: token('ink-3', 'CanvasText'),
    line: token('line', 'GrayText'),
    line2: token('line-2', 'GrayText'),
    surface: token('surface', 'Canvas'),
    sunken: token('sunken', 'Canvas'),
    accent: token('accent', 'Highlight'),
  };
}

let fontsLoaded = false;

/** Whether the fonts that canvases write in are loaded. */
function useFonts(): boolean {
  const [loaded, setLoaded] = useState(fontsLoaded);
  useEffect(() => {
    if (loaded) return;
    let here = true;
    const ready = () => {
      fontsLoaded = true;
      if (here) setLoaded(true);
    };
    // A font that does not come is replaced by the system's: text is better than none.
    Promise.all([document.fonts.load(`11px ${FONT}`), document.fonts.load(`600 11px ${FONT}`)]).then(ready, ready);
    return () => {
      here = false;
    };
  }, [loaded]);
  return loaded;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

function useSize(ref: { readonly current: HTMLCanvasElement | null }): Size | undefined {
  const [size, setSize] = useState<Size>();
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const look = () => {
      const { clientWidth: width, clientHeight: height } = canvas;
      setSize((old) =>
        old?.width === width && old.height === height && old.ratio === devicePixelRatio ? old : { width, height, ratio: devicePixelRatio },
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(canvas);
    // Another screen, or the browser's zoom.
    addEventListener('resize', look);
    return () => {
      observer.disconnect();
      removeEventListener('resize', look);
    };
  }, [ref]);
  return size;
}

interface CanvasProps {
  readonly paint: Paint;
  readonly className?: string | undefined;
  /** Fixed height in CSS pixels; without one the style sheet decides. */
  readonly height?: number | undefined;
}

/** Hidden from those who listen: whoever shows it gives its name and a table. */
export function Canvas({ paint, className, height }: CanvasProps): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  const size = useSize(ref);
  const scheme = useScheme();
  const forced = useForcedColours();
  const text = useFonts();
  useLayoutEffect(() => {
    if (ref.current && size) paintOn(ref.current, size, { inks: inksOf(scheme, forced), text }, paint);
  }, [paint, size, scheme, forced, text]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus
  return <canvas ref={ref} className={className} style={height === undefined ? undefined : { height }} aria-hidden="true" />;
}

function paintOn(canvas: HTMLCanvasElement, { width, height, ratio }: Size, how: Pick<Surface, 'inks' | 'text'>, paint: Paint): void {
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide;
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh;
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  paint({ context, width, height, ...how });
}

/** The same picture on a canvas of its own, for a file. */
export function paintedCanvas(width: number, height: number, paint: Paint): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  paintOn(canvas, { width, height, ratio: 2 }, { inks: inksOf(schemeNow(), false), text: true }, (surface) => {
    surface.context.fillStyle = surface.inks.surface;
    surface.context.fillRect(0, 0, width, height);
    paint(surface);
  });
  return canvas;
}
