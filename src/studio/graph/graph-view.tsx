/** The Graph tab: the canvas, its list form where the window is too narrow for one, the empty page before there is a recipe. */
import { useEffect, useSyncExternalStore } from 'react';
import { EmptyPage } from '../merge/empty-page.tsx';
import { MergeView } from '../merge/merge-view.tsx';
import { useRecipe } from '../state/use-store.ts';
import { Canvas } from './canvas.tsx';
import { startKeepingPlaces } from './graph-store.ts';

/** Below it nodes would be too small to touch: the sources become a list. */
const NARROW = matchMedia('(max-width: 359px)');

const subscribe = (changed: () => void) => {
  NARROW.addEventListener('change', changed);
  return () => NARROW.removeEventListener('change', changed);
};

export function GraphView() {
  const narrow = useSyncExternalStore(subscribe, () => NARROW.matches);
  const empty = useRecipe(({ text }) => text === '');
  const drawable = useRecipe(({ recipe }) => recipe !== undefined);
  useEffect(startKeepingPlaces, []);
  if (empty) return <EmptyPage />;
  return narrow || !drawable ? <MergeView /> : <Canvas />;
}
