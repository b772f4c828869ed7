/** What can be done on the graph, as rows of the table of commands. */
import type { Command } from '../commands/commands.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { fileName } from '../state/recipe-text.ts';
import { save } from '../state/run-files.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { graphControls } from './controls.ts';
import { currentGraph, deleteSelected, duplicateSelected, findEdge, refOf, selectedDocument, selectedNode } from './graph-edits.ts';
import { graphStore, type MergePlace, setGraph, unplace } from './graph-store.ts';

type Row = Omit<Command, 'id'>;

/** The graph shows, and a recipe with it. */
function hidden(): string | undefined {
  if (recipeStore.getState().recipe === undefined) return 'There is no recipe yet';
  return viewStore.getState().tab === 'graph' && graphControls() ? undefined : 'The graph does not show';
}

const selectedId = () => selectedNode(recipeStore.getState().recipe, viewStore.getState().selection);

/** Into the selected connection, or behind the selected node. */
function mergePlace(): MergePlace {
  const edge = findEdge(graphStore.getState().edge);
  const target = edge && currentGraph().nodes.find(({ id }) => id === edge.to);
  return edge && target?.kind === 'merge' && edge.role === 'model' ? { after: edge.ref, user: target.document } : { after: refOf(selectedId()) };
}

function addMerge(): void {
  const point = graphControls()?.edgeOf(selectedId()) ?? { x: innerWidth / 2, y: innerHeight / 3 };
  setGraph({ menu: { x: point.x, y: point.y, place: mergePlace() } });
}

/** A node that was put by hand and is selected goes back by itself; else all do. */
function tidy(): void {
  const id = selectedId();
  unplace(graphStore.getState().placed[id] ? [id] : undefined);
  requestAnimationFrame(() => graphControls()?.fit());
}

async function savePng(): Promise<void> {
  const image = await graphControls()?.png();
  if (image) save(image, `${fileName(recipeStore.getState().name)}.png`);
}

function saveSvg(): void {
  const image = graphControls()?.svg();
  if (image) save(image, `${fileName(recipeStore.getState().name)}.svg`);
}

const onlyMerge = () => hidden() ?? (selectedDocument() === undefined ? 'Select a merge: a checkpoint is one node, however often it is used' : undefined);

export const GRAPH_COMMANDS = {
  addMerge: { name: 'Add a merge', group: 'Graph', keys: ['n'], run: addMerge, reason: hidden },
  connect: {
    name: 'Connect',
    group: 'Graph',
    keys: ['c'],
    run: () => setView({ dialog: 'connect' }),
    reason: () => (recipeStore.getState().recipe === undefined ? 'There is no recipe yet' : undefined),
  },
  duplicateMerge: { name: 'Duplicate the merge', group: 'Graph', keys: ['mod+d'], run: duplicateSelected, reason: onlyMerge },
  deleteNode: { name: 'Delete what is selected', group: 'Graph', keys: ['Delete', 'Backspace'], run: deleteSelected, reason: hidden },
  tidyGraph: { name: 'Tidy', group: 'Graph', keys: ['l'], run: tidy, reason: hidden },
  fitGraph: { name: 'Zoom to fit', group: 'Graph', keys: ['0'], run: () => graphControls()?.fit(), reason: hidden },
  graphPng: { name: 'Save the graph as PNG', group: 'Graph', run: () => void savePng(), reason: hidden },
  graphSvg: { name: 'Save the graph as SVG', group: 'Graph', run: saveSvg, reason: hidden },
} as const satisfies Record<string, Row>;

