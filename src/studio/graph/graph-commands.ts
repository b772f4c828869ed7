/** What can be done on the graph, as rows of the table of commands. */
import type { Command } from '../commands/commands.ts';
import { saveGraph } from '../share/keep.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { graphControls } from './controls.ts';

type Row = Omit<Command, 'id'>;

const noRecipe = () => (recipeStore.getState().recipe === undefined ? 'There is no recipe yet' : undefined);
const hidden = () => noRecipe() ?? (viewStore.getState().tab === 'graph' ? undefined : 'The graph does not show');
const onlyMerge = () =>
  hidden() ??
  (viewStore.getState().selection.kind === 'merge' ? undefined : 'Select a merge: a checkpoint is one node, however often it is used');

/** As it stands on the page, or drawn anew where another tab shows. */
const save = (kind: 'png' | 'svg') => () => {
  const controls = graphControls();
  if (controls) controls.save(kind);
  else void saveGraph(kind);
};

export const GRAPH_COMMANDS = {
  addMerge: { name: 'Add a merge', group: 'Graph', keys: ['n'], run: () => graphControls()?.addMerge(), reason: hidden },
  connect: { name: 'Connect', group: 'Graph', keys: ['c'], run: () => setView({ dialog: 'connect' }), reason: noRecipe },
  duplicateMerge: {
    name: 'Duplicate the merge',
    group: 'Graph',
    keys: ['mod+d'],
    run: () => graphControls()?.duplicate(),
    reason: onlyMerge,
  },
  deleteNode: {
    name: 'Delete what is selected',
    group: 'Graph',
    keys: ['Delete', 'Backspace'],
    run: () => graphControls()?.remove(),
    reason: hidden,
  },
  tidyGraph: { name: 'Tidy', group: 'Graph', keys: ['l'], run: () => graphControls()?.tidy(), reason: hidden },
  fitGraph: { name: 'Zoom to fit', group: 'Graph', keys: ['0'], run: () => graphControls()?.fit(), reason: hidden },
  graphPng: { name: 'Save the graph as PNG', group: 'Graph', run: save('png'), reason: noRecipe },
  graphSvg: { name: 'Save the graph as SVG', group: 'Graph', run: save('svg'), reason: noRecipe },
} as const satisfies Record<string, Row>;
