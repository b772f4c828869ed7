/** The width of an element, kept up to date. */
import { type RefObject, useLayoutEffect, useState } from 'react';

export function useWidth(element: RefObject<HTMLElement | null>, first: number): number {
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth || first));
    observer.observe(current);
    setWidth(current.clientWidth || first);
    return () => observer.disconnect();
  }, [element, first]);
  return width;
}
