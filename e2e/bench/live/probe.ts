/** What the page itself measures: from an input event to the painted number, and from frame to frame. */
import type { Page } from '@playwright/test';

interface Probe {
  /** Milliseconds from the last input event to the moment when the numbers that it changed were painted. */
  changed: Promise<number>;
  /** Watches from now on. */
  watch(): void;
  /** Milliseconds between frames; begins when it is read and is emptied by it. */
  takeFrames(): number[];
  /** When the graph stood, milliseconds since the page was asked for; undefined until then. */
  stood: number | undefined;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

const WATCHED = {
  /** Numbers that follow the hand. */
  numbers: '[aria-label="Live numbers"]',
  node: '.react-flow__node[data-id="merge "]',
  /** Longer than this and no number followed. */
  patience: 30_000,
};

/** Before the page begins. */
export const installProbe = (page: Page): Promise<unknown> => page.addInitScript(probe, WATCHED);

/** Runs in the page, alone. */
function probe({ numbers, node, patience }: typeof WATCHED): void {
  let input = 0;
  for (const type of ['pointermove', 'keydown'] as const)
    addEventListener(type, ({ timeStamp }) => (input = timeStamp), { capture: true, passive: true });

  /** A task that is queued in a frame runs when that frame has been painted. */
  const afterPaint = (run: () => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = run;
      port2.postMessage(undefined);
    });
  };
  let frames: number[] = [];
  let before = 0;
  const onFrame = (now: number): void => {
    frames.push(now - before);
    before = now;
    if (window.probe.stood === undefined && standing(node)) afterPaint(() => (window.probe.stood ??= performance.now()));
    requestAnimationFrame(onFrame);
  };
  const standing = (selector: string): boolean => {
    const element = document.querySelector(selector);
    return element !== null && getComputedStyle(element).visibility === 'visible' && element.getBoundingClientRect().width > 0;
  };
  window.probe = {
    changed: Promise.resolve(0),
    watch() {
      this.changed = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('No number followed the move.')), patience);
        const observer = new MutationObserver(() => {
          observer.disconnect();
          const since = input;
          afterPaint(() => resolve(performance.now() - since));
        });
        const place = document.querySelector(numbers);
        if (place) observer.observe(place, { subtree: true, childList: true, characterData: true });
      });
    },
    takeFrames() {
      const taken = frames.slice(1);
      frames = [];
      return taken;
    },
    stood: undefined,
  };
  requestAnimationFrame(onFrame);
}
