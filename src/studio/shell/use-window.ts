/** The window's width in the layout's words. */
import { useSyncExternalStore } from 'react';

/** phone: one column. narrow: the inspector is a drawer. medium: the left panel is a rail unless asked for. */
export type WindowClass = 'phone' | 'narrow' | 'medium' | 'wide';

const STEPS: readonly (readonly [WindowClass, MediaQueryList])[] = [
  ['phone', matchMedia('(max-width: 639px)')],
  ['narrow', matchMedia('(max-width: 899px)')],
  ['medium', matchMedia('(max-width: 1279px)')],
];

export const windowClass = (): WindowClass => STEPS.find(([, query]) => query.matches)?.[0] ?? 'wide';

function subscribe(changed: () => void): () => void {
  for (const [, query] of STEPS) query.addEventListener('change', changed);
  return () => {
    for (const [, query] of STEPS) query.removeEventListener('change', changed);
  };
}

/** Below it the graph's nodes would be too small to touch: its sources become a list. */
const LIST = matchMedia('(max-width: 359px)');

function subscribeList(changed: () => void): () => void {
  LIST.addEventListener('change', changed);
  return () => LIST.removeEventListener('change', changed);
}

export const useListForm = (): boolean => useSyncExternalStore(subscribeList, () => LIST.matches);

export const useWindowClass = (): WindowClass => useSyncExternalStore(subscribe, windowClass);
