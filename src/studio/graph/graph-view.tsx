/** The Graph tab: the canvas, its list form where the window is too narrow for one, the empty page before there is a recipe. */
import { EmptyPage } from '../merge/empty-page.tsx';
import { MergeView } from '../merge/merge-view.tsx';
import { useListForm } from '../shell/use-window.ts';
import { useRecipe } from '../state/use-store.ts';
import { Canvas } from './canvas.tsx';

export function GraphView() {
  const narrow = useListForm();
  const empty = useRecipe(({ text }) => text === '');
  const drawable = useRecipe(({ recipe }) => recipe !== undefined);
  if (empty) return <EmptyPage />;
  return narrow || !drawable ? <MergeView /> : <Canvas />;
}
