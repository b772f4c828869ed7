/** Folding: where a panel has no room it opens over the page instead. */
import { windowClass } from '../shell/use-window.ts';
import { setView, type ViewState, viewStore } from '../state/view-store.ts';

/** Whether the left panel is a rail: as the user chose, else by the window. */
export const isLeftFolded = (wish: ViewState['leftFolded'], window = windowClass()): boolean =>
  window === 'phone' || window === 'narrow' || (wish ?? window === 'medium');

export function toggleLeft(): void {
  const window = windowClass();
  const { drawer, leftFolded } = viewStore.getState();
  if (window === 'phone' || window === 'narrow') setView({ drawer: drawer === 'left' ? undefined : 'left' });
  else setView({ leftFolded: !isLeftFolded(leftFolded, window) });
}

export function toggleInspector(): void {
  const window = windowClass();
  const { drawer, inspectorFolded } = viewStore.getState();
  if (window === 'phone' || window === 'narrow') setView({ drawer: drawer === 'inspector' ? undefined : 'inspector' });
  else setView({ inspectorFolded: !inspectorFolded });
}

export function toggleYaml(): void {
  const window = windowClass();
  const { drawer, yamlOpen } = viewStore.getState();
  if (window === 'phone' || window === 'narrow') setView({ drawer: drawer === 'yaml' ? undefined : 'yaml' });
  else setView({ yamlOpen: !yamlOpen });
}

/** Shows the inspector, after something was selected. */
export function revealInspector(): void {
  const window = windowClass();
  if (window === 'phone' || window === 'narrow') setView({ drawer: 'inspector' });
  else setView({ inspectorFolded: false });
}
