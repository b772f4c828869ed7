/** Which rows of a long list of equal rows can be seen, so that only those exist in the page. */
import { type RefObject, useEffect, useRef, useState } from 'react';

export interface WindowRows<E extends HTMLElement> {
  /** Goes on the element that is as high as all rows together. */
  readonly ref: RefObject<E | null>;
  readonly first: number;
  /** One after the last. */
  readonly end: number;
}

/** Rows above and below the screen that are kept ready. */
const MARGIN = 12;

/** The nearest scrolling ancestor's scroll and size decide. */
export function useWindowRows<E extends HTMLElement>(rows: number, rowHeight: number): WindowRows<E> {
  const ref = useRef<E>(null);
  const [range, setRange] = useState({ first: 0, end: 40 });
  useEffect(() => {
    const element = ref.current;
    const scroller = element && scrollerOf(element);
    if (!element || !scroller) return;
    const look = () => {
      const above = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor(above / rowHeight) - MARGIN);
      const end = Math.ceil((above + scroller.clientHeight) / rowHeight) + MARGIN;
      setRange((old) => (old.first === first && old.end === end ? old : { first, end }));
    };
    const resized = new ResizeObserver(look);
    resized.observe(scroller);
    resized.observe(element);
    scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  }, [rowHeight]);
  return { ref, first: Math.min(range.first, rows), end: Math.min(Math.max(range.end, 0), rows) };
}

function scrollerOf(element: HTMLElement): HTMLElement | undefined {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return undefined;
}
