/** Everything a user can do, once: buttons, menus and keys all run these. */
import { CURVE_COMMANDS } from '../curve/curve-commands.ts';
import { GRAPH_COMMANDS } from '../graph/graph-commands.ts';
import { MAP_COMMANDS } from '../map/map-commands.ts';
import { copyLink, saveCard } from '../share/keep.ts';
import { jobStore, runningRun } from '../state/job-store.ts';
import { plan } from '../state/planning.ts';
import { recipeStore, redo, undo } from '../state/recipe-store.ts';
import { copyRecipeText, duplicateRecipe, openRecipeText, pasteRecipe, saveRecipeText } from '../state/recipe-text.ts';
import { cancelRun, pauseBlocker, pauseOrResume } from '../state/run.ts';
import { merge } from '../state/run-queue.ts';
import { verdict } from '../state/verdict.ts';
import { openSources, setView, viewStore } from '../state/view-store.ts';
import type { Chord } from './keys.ts';
import { toggleInspector, toggleLeft, toggleYaml } from './panels.ts';
import { nextRegion } from './regions.ts';
import { SETTING_COMMANDS } from './setting-commands.ts';
import { WEIGHT_COMMANDS } from './weight-commands.ts';

/** As the sheet of keys has them. */
export const COMMAND_GROUPS = ['Anywhere', 'Recipe', 'Graph', 'Map', 'Layer curve', 'View', 'Settings'] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  readonly id: string;
  readonly name: string;
  readonly group: CommandGroup;
  readonly keys?: readonly Chord[];
  readonly run: () => void;
  /** Why it cannot be run now; absent: it always can. */
  readonly reason?: () => string | undefined;
}

export type CommandRow = Omit<Command, 'id'>;

const hasText = () => (recipeStore.getState().text === '' ? 'There is no recipe yet' : undefined);

const TABLE = {
  merge: { name: 'Merge', group: 'Anywhere', keys: ['mod+enter'], run: () => merge(), reason: () => verdict().blocker },
  palette: { name: 'Search and run a command', group: 'Anywhere', keys: ['mod+k'], run: () => setView({ dialog: 'palette', query: '' }) },
  cancel: {
    name: 'Cancel the run',
    group: 'Anywhere',
    run: cancelRun,
    reason: () => ((runningRun(jobStore.getState())?.status ?? 'stopping') === 'stopping' ? 'Nothing is running' : undefined),
  },
  pause: { name: 'Pause or resume the run', group: 'Anywhere', keys: ['shift+p'], run: pauseOrResume, reason: pauseBlocker },
  plan: {
    name: 'Plan',
    group: 'Anywhere',
    keys: ['mod+shift+enter'],
    run() {
      setView({ dialog: 'plan' });
      void plan();
    },
    reason: hasText,
  },
  undo: {
    name: 'Undo',
    group: 'Recipe',
    keys: ['mod+z'],
    run: undo,
    reason: () => (recipeStore.getState().past.length === 0 ? 'Nothing to undo' : undefined),
  },
  redo: {
    name: 'Redo',
    group: 'Recipe',
    keys: ['mod+shift+z', 'mod+y'],
    run: redo,
    reason: () => (recipeStore.getState().future.length === 0 ? 'Nothing to redo' : undefined),
  },
  newRecipe: { name: 'New recipe', group: 'Recipe', run: () => openRecipeText('Untitled', '') },
  duplicateRecipe: { name: 'Duplicate the recipe', group: 'Recipe', run: duplicateRecipe, reason: hasText },
  shelf: { name: 'Recipes and runs…', group: 'Recipe', keys: ['h'], run: () => setView({ dialog: 'shelf' }) },
  presets: { name: 'Presets…', group: 'Recipe', run: () => setView({ dialog: 'shelf', shelf: 'presets' }) },
  share: { name: 'Share', group: 'Recipe', keys: ['shift+s'], run: () => setView({ dialog: 'share' }), reason: hasText },
  addModel: { name: 'Add a model', group: 'Recipe', keys: ['a'], run: () => openSources() },
  copyRecipe: { name: 'Copy the recipe as YAML', group: 'Recipe', run: () => void copyRecipeText(), reason: hasText },
  saveRecipe: { name: 'Save the recipe as YAML', group: 'Recipe', run: saveRecipeText, reason: hasText },
  pasteRecipe: { name: 'Paste a recipe', group: 'Recipe', run: () => void pasteRecipe() },
  copyLink: { name: 'Copy a link to the recipe', group: 'Recipe', run: () => void copyLink(), reason: hasText },
  saveCard: {
    name: 'Save the model card',
    group: 'Recipe',
    run: () => void saveCard(),
    reason: () => (recipeStore.getState().recipe === undefined ? 'There is no recipe that can be read' : undefined),
  },
  changeMethod: {
    name: 'Change the method…',
    group: 'Recipe',
    keys: ['m'],
    run: () => setView({ dialog: 'palette', query: 'Change the method to' }),
    reason: hasText,
  },
  ...WEIGHT_COMMANDS,
  ...GRAPH_COMMANDS,
  ...MAP_COMMANDS,
  ...CURVE_COMMANDS,
  showGraph: { name: 'Graph', group: 'View', keys: ['1'], run: () => setView({ tab: 'graph' }) },
  showMerge: { name: 'Graph as a list', group: 'View', keys: ['2'], run: () => setView({ tab: 'merge' }) },
  showMap: { name: 'Map', group: 'View', keys: ['3'], run: () => setView({ tab: 'map' }) },
  showLayers: { name: 'Layers', group: 'View', keys: ['4'], run: () => setView({ tab: 'layers' }) },
  showRuns: { name: 'Runs', group: 'View', keys: ['5'], run: () => setView({ tab: 'runs' }) },
  showSweep: {
    name: 'Grid of settings',
    group: 'Recipe',
    keys: ['shift+g'],
    run: () => setView({ tab: 'runs', runsPage: 'sweep' }),
    reason: hasText,
  },
  compareRuns: { name: 'Compare runs', group: 'Recipe', run: () => setView({ tab: 'runs', runsPage: 'compare' }) },
  toggleLeft: { name: 'Models panel', group: 'View', keys: ['['], run: toggleLeft },
  toggleDock: { name: 'Live numbers', group: 'View', keys: ['j'], run: () => setView({ dockFolded: !viewStore.getState().dockFolded }) },
  toggleYaml: { name: 'YAML', group: 'View', keys: ['y'], run: toggleYaml },
  toggleInspector: { name: 'Inspector', group: 'View', keys: [']'], run: toggleInspector },
  nextRegion: { name: 'Next region', group: 'View', keys: ['F6'], run: () => nextRegion(1) },
  previousRegion: { name: 'Region before', group: 'View', keys: ['shift+F6'], run: () => nextRegion(-1) },
  ...SETTING_COMMANDS,
  shortcuts: { name: 'Shortcuts', group: 'Anywhere', keys: ['?'], run: () => setView({ dialog: 'shortcuts' }) },
} as const satisfies Record<string, CommandRow>;

export type CommandId = keyof typeof TABLE;

export const COMMANDS = Object.fromEntries(Object.entries(TABLE).map(([id, command]) => [id, { id, ...command }])) as Readonly<
  Record<CommandId, Command>
>;

/** Runs it unless there is a reason not to. */
export function runCommand(id: CommandId): void {
  const { run, reason } = COMMANDS[id];
  if (reason?.() === undefined) run();
}

/** A dialog is open, and keys belong to it. */
export const dialogOpen = (): boolean => viewStore.getState().dialog !== undefined;
